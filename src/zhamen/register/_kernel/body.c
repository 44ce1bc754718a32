/* A glance at the body: which windows a segment's table holds, and whether two of them are at a
 * distance that a quotation has. A chunk that was not checked yet is never answered from.
 *
 * Rows are asked for when their print is known and compared some fifty rows later, when memory has
 * brought them; meanwhile other prints are made. */

#include "glance.h"

#define DEPTH 48 /* rows on their way from memory; more than a processor can wait for at once */

static bool make_hit(Prints *table, Hit hit)
{
    if (table->count == table->room) {
        size_t room = table->room ? 2 * table->room : 64;
        Hit *more = PyMem_Realloc(table->hits, room * sizeof *more);
        if (more == NULL)
            return false;
        table->hits = more;
        table->room = room;
    }
    table->hits[table->count++] = hit;
    return true;
}

/* Note the lanes of a row that fit. */
static bool note(Prints *table, const Wait *wait, uint32_t lanes)
{
    const uint8_t *line = table->rows.tags + wait->row * ROW_BYTES;
    bool done = true;
    for (; lanes; lanes &= lanes - 1) {
        unsigned lane = (unsigned)__builtin_ctz(lanes);
        unsigned of = table->rows.classes > 1 ? class_of_lane(line, lane, wait->tag) : 0;
        Py_ssize_t place = (Py_ssize_t)(wait->row * WIDTH + lane);
        if (of < table->rows.classes)
            done &= make_hit(table, (Hit){(Py_ssize_t)wait->at, place, (Py_ssize_t)of});
    }
    return done;
}

static inline void push(Waiting *waiting, Wait wait, const Rows *rows)
{
    /* Into the second cache: the first has too few ways to wait for memory. */
    __builtin_prefetch(rows->tags + wait.row * ROW_BYTES, 0, 1);
    waiting->ring[waiting->last++ % RING] = wait;
}

/* Compare the row that has been waited for longest. False: do not know. */
static inline bool pop(Glance *self, Waiting *waiting)
{
    Wait wait = waiting->ring[waiting->first++ % RING];
    Prints *table = &self->prints[wait.table];
    const Rows *rows = &table->rows;
    bool on;
    if (unlikely(wait.row >= rows->total || !is_good(rows, wait.row)))
        return false;
    const uint8_t *line = rows->tags + wait.row * ROW_BYTES;
    uint32_t lanes = wait.list < LISTS ? lanes_at_home(rows, line, wait.list, wait.tag, &on)
                                       : lanes_behind(rows, line, wait.tag, &on);
    if (unlikely(lanes) && !note(table, &wait, lanes))
        return false;
    if (unlikely(on)) {
        wait.row++;
        wait.list = LISTS;
        push(waiting, wait, rows);
    }
    return true;
}

static inline bool ask(Glance *self, Waiting *waiting, size_t which, size_t at)
{
    const Rows *rows = &self->prints[which].rows;
    uint64_t print = self->of_body[at];
    size_t row = row_of(print, rows->rows);
    push(waiting, (Wait){row, (uint32_t)at, tag_of(print), (uint8_t)list_of(print), which}, rows);
    /* Not once only: a row that goes on puts the next one in line, and the ring must not run over. */
    while (waiting->last - waiting->first > DEPTH)
        if (!pop(self, waiting))
            return false;
    return true;
}

static bool drain(Glance *self, Waiting *waiting)
{
    while (waiting->first != waiting->last)
        if (!pop(self, waiting))
            return false;
    return true;
}

static inline bool is_covered(const Prints *table, size_t at)
{
    return table->cover >> (at % table->period) & 1;
}

/* A bit for each of some windows that must be asked for. */
static inline uint64_t covered(const Prints *table, size_t at, size_t count)
{
    return table->cover >> (at % table->period) & ((1ULL << count) - 1);
}

void body_begin(Glance *self, bool alike)
{
    for (size_t n = 0; n < self->prints_count; n++)
        if (self->prints[n].alike == alike)
            self->prints[n].count = 0;
    self->waiting.first = self->waiting.last = 0;
}

bool body_some(Glance *self, bool alike, size_t at, size_t count)
{
    Shape shape = {WINDOW, alike ? self->alike : self->body};
    const Keys *keys = (const Keys *)self->keys;
    uint64_t *prints = self->of_body + at;
    first_prints(keys, self->own.units + at, count, 1, shape, prints);
    second_prints(keys, prints, count, prints);
    for (size_t which = 0; which < self->prints_count; which++) {
        const Prints *table = &self->prints[which];
        if (table->alike != alike)
            continue;
        for (uint64_t left = covered(table, at, count); left; left &= left - 1)
            if (!ask(self, &self->waiting, which, at + (size_t)__builtin_ctzll(left)))
                return false;
    }
    return true;
}

static int by_place(const void *left, const void *right)
{
    const Hit *a = left, *b = right;
    return a->at != b->at ? (a->at > b->at) - (a->at < b->at)
                          : (a->lane > b->lane) - (a->lane < b->lane);
}

static void in_order(Prints *table)
{
    if (table->count > 1)
        qsort(table->hits, table->count, sizeof *table->hits, by_place);
}

static bool was_asked(const Prints *table, const uint8_t *asked, size_t at)
{
    return is_covered(table, at) || (asked[at >> 3] >> (at & 7) & 1);
}

/* Ask for the windows that a hit may be in step with and that were passed over. */
static bool ask_beside(Glance *self, size_t which, size_t windows, uint8_t *asked)
{
    Prints *table = &self->prints[which];
    size_t hits = table->count;
    for (size_t n = 0; n < hits; n++)
        for (uint64_t left = table->any_distance; left; left &= left - 1) {
            size_t apart = (size_t)__builtin_ctzll(left) + 1, at = (size_t)table->hits[n].at;
            for (int side = 0; side < 2; side++) {
                size_t other = side ? at + apart : at - apart; /* wraps round below zero */
                if (other >= windows || was_asked(table, asked, other))
                    continue;
                asked[other >> 3] |= (uint8_t)(1 << (other & 7));
                if (!ask(self, &self->waiting, which, other))
                    return false;
            }
        }
    return true;
}

static bool complete(Glance *self, size_t which, size_t windows)
{
    const Prints *table = &self->prints[which];
    if (!table->count || table->cover == ~0ULL)
        return true;
    uint8_t *asked = PyMem_Calloc(windows / 8 + 1, 1);
    bool done = asked && ask_beside(self, which, windows, asked) && drain(self, &self->waiting);
    PyMem_Free(asked);
    return done;
}

/* Whether two hits of one class are at a distance that its quotations have. */
static bool in_step(const Prints *table)
{
    for (size_t n = 1; n < table->count; n++)
        for (size_t m = n; m-- > 0;) {
            const Hit *one = &table->hits[m], *other = &table->hits[n];
            Py_ssize_t apart = other->at - one->at;
            if (apart > REACH)
                break;
            if (apart && one->of == other->of && table->distances[one->of] >> (apart - 1) & 1)
                return true;
        }
    return false;
}

int body_end(Glance *self, bool alike, size_t windows)
{
    int looks = 0;
    if (!drain(self, &self->waiting))
        return LOOK_BODY | UNSURE;
    for (size_t n = 0; n < self->prints_count; n++)
        if (self->prints[n].alike == alike) {
            if (!complete(self, n, windows))
                return LOOK_BODY | UNSURE;
            in_order(&self->prints[n]);
            looks |= in_step(&self->prints[n]) ? LOOK_BODY : 0;
        }
    return looks;
}
