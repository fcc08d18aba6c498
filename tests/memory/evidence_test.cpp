#include "memory/extraction/evidence.h"

#include <gtest/gtest.h>

#include <vector>

namespace keepsake::memory {
namespace {

bool supported(std::string_view fact, std::vector<std::string> const& said) { return is_supported(fact, said); }

TEST(Evidence, ANumberMustHaveBeenSaid) {
    EXPECT_TRUE(supported("Ana runs 5 km twice a week.", {"Ana: I run 5 km twice a week"}));
    EXPECT_FALSE(supported("Ana runs 6 km twice a week.", {"Ana: I run 5 km twice a week"}));
    EXPECT_FALSE(supported("Ana runs 5 km.", {"Ana: I run 15 km"}));
    EXPECT_TRUE(supported("Tom ran a marathon in 3:58.", {"Ana: Tom ran it in 3:58!"}));
    EXPECT_FALSE(supported("Tom ran a marathon in 3:48.", {"Ana: Tom ran it in 3:58!"}));
    EXPECT_TRUE(supported("Ana's room is B12", {"Ana: I'm in b12 now"}));
}

TEST(Evidence, ANumberMayBeWrittenDifferently) {
    EXPECT_TRUE(supported("Ana earns 1200 euros", {"Ana: I get 1,200 euros"}));
    EXPECT_TRUE(supported("Ana earns 1,200 euros", {"Ana: I get 1.200 euros"}));
    EXPECT_TRUE(supported("Ana earns 10,000 euros", {"Ana: I get 10k"}));
    EXPECT_TRUE(supported("Ana earns 1500.50 euros", {"Ana: I get 1.500,5"}));
    EXPECT_TRUE(supported("Ana wakes up at 7:30", {"Ana: I get up at 07:30"}));
    EXPECT_TRUE(supported("The pool is 2.5 m deep", {"Ana: it is 2,50 m deep"}));
    EXPECT_TRUE(supported("Room 2 is free", {"Ana: rooms 1,2,3 are free"}));
    EXPECT_FALSE(supported("The pool is 2.5 m deep", {"Ana: it is 25 m deep"}));
    EXPECT_TRUE(supported("User pays \uFF13\uFF10 yen", {"User: 30 yen"})) << "full-width digits";
}

TEST(Evidence, SmallNumbersMayBeWords) {
    EXPECT_TRUE(supported("Ana has 3 cats", {"Ana: my three cats"}));
    EXPECT_TRUE(supported("Ana has three cats", {"Ana: my 3 cats"}));
    EXPECT_FALSE(supported("Ana has four cats", {"Ana: my three cats"}));
    EXPECT_TRUE(supported("Ana swims 2 times a week", {"Ana: I swim twice a week"}));
    EXPECT_TRUE(supported("Anna hat 3 Katzen", {"Anna: meine drei Katzen"}));
    EXPECT_TRUE(supported("Ayşe'nin 2 kedisi var", {"Ayşe: iki kedim var"}));
    EXPECT_TRUE(supported("One of Ana's friends paints", {"Ana: a friend of mine paints"})) << "one is no number here";
}

TEST(Evidence, ADateOfTheFactMayComeFromTheTimeOfATurn) {
    std::vector<std::string> const said = {"Ana: I moved yesterday, with 3 cats"};
    EXPECT_TRUE(supported("Ana moved on 2023-05-07.", said));
    EXPECT_TRUE(supported("Ana moved on 7 May 2023.", said));
    EXPECT_TRUE(supported("Ana moved on May 7th, 2023.", said));
    EXPECT_TRUE(supported("Ana moved in May 2023.", said));
    EXPECT_TRUE(supported("Ana moved on Sunday, 07.05.2023.", said));
    EXPECT_TRUE(supported("Ana, 7 Mayıs 2023'te taşındı", said));
    EXPECT_TRUE(supported("Ana se mudó el 7 de mayo de 2023", said));
    EXPECT_TRUE(supported("Ana于2023年5月7日搬家", said));
    EXPECT_FALSE(supported("Ana moved on 2023-05-07 with 4 cats.", said));
}

TEST(Evidence, ANameMustHaveBeenSaid) {
    EXPECT_TRUE(supported("Ana's coworker Tom lives in Porto.", {"Ana: my coworker tom is from porto"}));
    EXPECT_FALSE(supported("Ana's coworker Tim lives in Porto.", {"Ana: my coworker Tom lives in Porto"}));
    EXPECT_FALSE(supported("Ana lives in Lisbon.", {"Ana: I live in Porto"}));
    EXPECT_TRUE(supported("Ana works at IBM.", {"Ana: I am at IBM's office"}));
    EXPECT_TRUE(supported("Ana lives in Porto.", {"Ben: where do you live?", "Ana: Porto"})) << "any of the texts";
    EXPECT_FALSE(supported("Ana lives in Porto.", {}));
}

TEST(Evidence, ANameMayBeShortenedOrBentByItsLanguage) {
    EXPECT_TRUE(supported("Melanie paints lakes.", {"Caroline: Mel paints lakes"}));
    EXPECT_TRUE(supported("Ayşe Ankara'da yaşıyor", {"Ayşe: Ankara'ya taşındım"}));
    EXPECT_TRUE(supported("Anna mieszka w Warszawie", {"Anna: Warszawa to moje miasto"}));
    EXPECT_TRUE(supported("Анна живёт в Москве", {"Анна: моя Москва"}));
    EXPECT_FALSE(supported("Анна живёт в Казани", {"Анна: моя Москва"}));
}

TEST(Evidence, AtTheBeginningOfASentenceOnlyWhatLooksLikeANameIsOne) {
    EXPECT_TRUE(supported("Likes pizza.", {"Ana: I love pizza"}));
    EXPECT_TRUE(supported("Favourite colour is green.", {"Ana: green!"}));
    EXPECT_TRUE(supported("Moved to Porto. Prefers trains.", {"Ana: I am in Porto; trains please"}));
    EXPECT_FALSE(supported("Bernard likes pizza.", {"Ana: I love pizza"}));
    EXPECT_FALSE(supported("Bernard's dog barks.", {"Ana: the dog barks"}));
    EXPECT_FALSE(supported("Bernard Shaw wrote it.", {"Ana: Shaw wrote it"}));
    EXPECT_FALSE(supported("Ana is well. Bernard is ill.", {"Ana: I am well, he is ill"}));
}

TEST(Evidence, RolesMonthsAndWeekdaysAreNoNames) {
    EXPECT_TRUE(supported("User prefers tea on Mondays.", {"Ana: tea please"}));
    EXPECT_TRUE(supported("The Assistant and User agreed that I was right in June.", {"Ana: agreed"}));
    EXPECT_TRUE(supported("User's flight is on a Tuesday in March.", {"Ana: my flight is the day after tomorrow"}));
}

TEST(Evidence, WhereNounsAreCapitalisedOrNothingIsOnlyNumbersCount) {
    EXPECT_TRUE(supported("Die Nutzerin mag Spaziergänge und ist oft im Wald.", {"User: ich gehe gern spazieren"}));
    EXPECT_FALSE(supported("Anna ist 34 und wohnt mit der Mutter.", {"Anna: ich bin 33 und wohne bei Mama"}));
    EXPECT_TRUE(supported("小明有两只猫", {"小明: 我家有猫"}));
    EXPECT_TRUE(supported("小明有3只猫", {"小明: 我有三只猫"}));
    EXPECT_FALSE(supported("小明有4只猫", {"小明: 我有三只猫"}));
    EXPECT_FALSE(supported("小明在Google工作", {"小明: 我在百度上班"})) << "a Latin name among them";
    EXPECT_TRUE(supported("小明在Google工作", {"小明: 我在google上班"}));
}

TEST(Evidence, WhatIsNoTextIsReadToo) {
    EXPECT_TRUE(supported("", {}));
    EXPECT_TRUE(supported("\xff\xfe \x80", {"\xff"}));
    EXPECT_FALSE(supported(std::string(100'000, '7'), {"Ana: 7"}));
    EXPECT_TRUE(supported("'s", {""}));
}

}  // namespace
}  // namespace keepsake::memory
