// Calls of the official memory server's tools at random, the same ones for the same seed.

// Known as mulberry32.
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Few, so that they meet again: in either case, with blanks, quotes, line ends, other scripts, and none at all.
const names = ['Ada', 'ada', 'ADA', ' Ada', 'Ada  Byron', 'Zoë', 'ZOË', 'Zoe\u0308', 'Юлия', 'юлия', '東京', '😀 club', 'me', 'I', 'user',
  'O\'Brien "Bob"', 'two\nlines', 'tab\t\\', 'a%b_c', ''];
const types = ['person', 'Person', 'organization', 'место', ''];
const relationTypes = ['knows', 'Knows', 'works at', 'works_at', 'живёт в', '❤', ''];
const texts = ['likes tea', 'Likes Tea', 'lives in 東京', 'was born in 1815', 'пишет письма', 'says "hi"\nand goes', '😀', ' ', '',
  'x'.repeat(3000)];
const queries = ['ada', 'TEA', 'ZOË', 'zoë', 'юлия', 'ПИСЬМА', '東', '😀', 'person', '"', '%', '_', '\n', 'nobody', ' ', ''];

const wrong = [
  ['create_entities', {}],
  ['create_entities', { entities: 'Ada' }],
  ['create_entities', { entities: [{ name: 'Bad', entityType: 'person' }] }],
  ['create_entities', { entities: [{ name: 'Good', entityType: 'person', observations: [] }, { name: 1, entityType: '', observations: [] }] }],
  ['create_relations', { relations: [{ from: 'Ada', to: 'ada' }] }],
  ['create_relations', { relations: [null] }],
  ['add_observations', { observations: [{ entityName: 'Ada', contents: 'tea' }] }],
  ['delete_entities', { entityNames: 'Ada' }],
  ['delete_entities', { entityNames: [7] }],
  ['delete_observations', { deletions: [{ entityName: 'Ada' }] }],
  ['delete_relations', {}],
  ['search_nodes', {}],
  ['search_nodes', { query: 5 }],
  ['open_nodes', { names: null }],
];

export function randomCalls(seed, count) {
  const random = generator(seed);
  const below = (limit) => Math.floor(random() * limit);
  const one = (list) => list[below(list.length)];
  const some = (make, most) => Array.from({ length: below(most + 1) }, make);

  const name = () => one(names);
  const text = () => one(texts);
  const entity = () => ({ name: name(), entityType: one(types), observations: some(text, 3) });
  const relation = () => ({ from: name(), to: name(), relationType: one(relationTypes) });
  // Once in a while with what nobody has asked for.
  const extra = () => (below(10) === 0 ? { since: 1815 } : {});
  // What is said twice in one call.
  const repeated = (list) => (list.length > 0 && below(4) === 0 ? [...list, one(list)] : list);

  const kinds = [
    [5, () => ['create_entities', { entities: repeated(some(() => ({ ...entity(), ...extra() }), 3)), ...extra() }]],
    [5, () => ['create_relations', { relations: repeated(some(() => ({ ...relation(), ...extra() }), 4)) }]],
    [5, () => ['add_observations', { observations: repeated(some(() => ({ entityName: name(), contents: repeated(some(text, 3)) }), 2)) }]],
    [1, () => ['delete_entities', { entityNames: repeated(some(name, 2)) }]],
    [2, () => ['delete_observations', { deletions: some(() => ({ entityName: name(), observations: some(text, 4) }), 3) }]],
    [2, () => ['delete_relations', { relations: some(relation, 8) }]],
    [1, () => ['read_graph', extra()]],
    [3, () => ['search_nodes', { query: one(queries) }]],
    [2, () => ['open_nodes', { names: some(name, 4) }]],
    [1, () => one(wrong)],
  ];
  const lots = kinds.flatMap(([weight, make]) => Array(weight).fill(make));
  return Array.from({ length: count }, () => {
    const [tool, args] = one(lots)();
    return { name: tool, arguments: args };
  });
}
