/* Wordings with a letter left open: every candidate that wording.candidates yields, and some more.
 *
 * The regular expressions there leave a line out that begins inside another match, or that is too
 * long; here it is tried as well, which can only send a text to the reference path for nothing. */

#include "glance.h"

#define BRACKET_OPENS 0x300A
#define BRACKET_CLOSES 0x300B

static inline Py_UCS4 char_at(const Text *text, Py_ssize_t at)
{
    return PyUnicode_READ(text->kind, text->data, at);
}

static bool add(Candidates *found, Py_ssize_t start, Py_ssize_t end)
{
    if (start < 0 || end <= start || end - start > LONGEST_TERM || !found->wanted[end - start])
        return true;
    if (found->count == MOST_CANDIDATES)
        return false;
    found->stretches[found->count++] = (Stretch){(size_t)start, (size_t)(end - start)};
    return true;
}

/* What stands open between two letters: -1 where nothing does. */
typedef struct {
    Py_ssize_t line, bracket, twice, once;
} Open;

static bool pair(Candidates *found, Py_ssize_t *open, Py_ssize_t letter)
{
    bool room = add(found, *open, letter);
    *open = letter;
    return room;
}

/* One character that is no letter; `letter` is the number of the next letter. */
static bool between(Candidates *found, Open *open, Py_UCS4 c, Py_ssize_t letter)
{
    bool room = true;
    switch (c) {
    case '\n':
        room = add(found, open->line, letter);
        *open = (Open){letter, -1, -1, -1};
        break;
    case BRACKET_OPENS:
        open->bracket = letter;
        break;
    case BRACKET_CLOSES:
        room = add(found, open->bracket, letter);
        open->bracket = -1;
        break;
    case '"':
        room = pair(found, &open->twice, letter);
        break;
    case '\'':
        room = pair(found, &open->once, letter);
        break;
    default:
        break;
    }
    return room;
}

/* Behind an ending, and one letter behind digits: there 号 may be the wrong letter. */
static bool is_end(const Endings *endings, const Letters *own, Py_ssize_t letter)
{
    uint16_t last = own->units[letter], before = letter ? own->units[letter - 1] : 0;
    if (before >= '0' && before <= '9' && (last < '0' || last > '9'))
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

/* Every length before an end. */
static bool every_length(Candidates *found, Py_ssize_t end)
{
    for (Py_ssize_t length = 1; length <= LONGEST_TERM && length <= end; length++)
        if (!add(found, end - length, end))
            return false;
    return true;
}

/* Collect the candidates. False: there are too many to be tried here. */
bool candidates_of(Candidates *found, const Letters *own, const Text *text,
                   const Endings *endings)
{
    Open open = {0, -1, -1, -1};
    Py_ssize_t at = 0;
    found->count = 0;
    for (Py_ssize_t letter = 0; letter < own->count; letter++, at++) {
        for (; at < own->places[letter]; at++)
            if (!between(found, &open, char_at(text, at), letter))
                return false;
        if (is_end(endings, own, letter) && !every_length(found, letter + 1))
            return false;
    }
    for (; at < text->size; at++)
        if (!between(found, &open, char_at(text, at), own->count))
            return false;
    return add(found, open.line, own->count);
}
