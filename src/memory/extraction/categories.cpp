#include "memory/extraction/categories.h"

namespace keepsake::memory {

std::map<std::string, std::string> const& default_categories() {
    static std::map<std::string, std::string> const categories = {
        {"personal", "who somebody is: names, family, friends, home, important dates"},
        {"preferences", "likes, dislikes, favourites, habits"},
        {"plans", "intentions, goals, appointments, trips"},
        {"health", "illness, allergies, diet, fitness"},
        {"work", "jobs, colleagues, projects, studies, skills"},
        {"services", "shops, restaurants, products, subscriptions, how somebody wants to be served"},
        {"other", "anything else worth keeping"},
    };
    return categories;
}

}  // namespace keepsake::memory
