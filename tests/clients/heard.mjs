// What somebody was told, in order, and who waits to hear something.
export class Heard {
  all = [];
  #waiting = [];

  add(word) {
    this.all.push(word);
    const known = this.#waiting.filter(({ wanted }) => wanted(word));
    this.#waiting = this.#waiting.filter((one) => !known.includes(one));
    for (const { resolve } of known) resolve(word);
  }

  // What is heard from now on.
  next(wanted) {
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }

  until(wanted) {
    const word = this.all.find(wanted);
    return word === undefined ? this.next(wanted) : Promise.resolve(word);
  }
}
