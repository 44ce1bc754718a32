/* Wordings that may be a title or a number with one wrong letter: what wording.framed says. */

#include "glance.h"

#define BRACKET_OPENS 0x300A
#define BRACKET_CLOSES 0x300B

static bool is_digit(uint16_t unit)
{
    return unit >= '0' && unit <= '9';
}

/* Behind an ending, and one letter behind digits: there 号 may be the wrong letter. */
static bool closes(const Endings *endings, const uint16_t *units, size_t end)
{
    uint16_t last = units[end - 1], before = units[end - 2];
    if (is_digit(before) && !is_digit(last))
        return true;
    if (likely(!(endings->last[last >> 3] >> (last & 7) & 1)))
        return false;
    for (size_t n = 0; n < endings->count; n++) {
        const Py_UCS4 *ending = endings->chars[n];
        if (ending[1] ? ending[0] == before && ending[1] == last : ending[0] == last)
            return true;
    }
    return false;
}

/* What stands between two letters: a bit for each sort. */
enum { LINE = 1, OPENS = 2, CLOSES = 4, TWICE = 8, ONCE = 16 };

static int between_letters(const Text *text, Py_ssize_t first, Py_ssize_t last)
{
    int found = 0;
    for (Py_ssize_t at = first; at < last; at++) {
        Py_UCS4 c = PyUnicode_READ(text->kind, text->data, at);
        found |= c == '\n' ? LINE : c == BRACKET_OPENS ? OPENS : c == BRACKET_CLOSES ? CLOSES
               : c == '"' ? TWICE : c == '\'' ? ONCE : 0;
    }
    return found;
}

bool is_framed(const Glance *self, const Text *text, size_t start, size_t end)
{
    const Letters *own = &self->every;
    if (closes(&self->endings, own->units, end))
        return true;
    bool last = end == (size_t)own->count;
    int before = between_letters(text, start ? own->places[start - 1] + 1 : 0, own->places[start]);
    int after = between_letters(text, own->places[end - 1] + 1,
                                last ? text->size : own->places[end]);
    before |= start ? 0 : LINE;
    after |= last ? LINE : 0;
    return (before & after & (LINE | TWICE | ONCE)) || (before & OPENS && after & CLOSES);
}
