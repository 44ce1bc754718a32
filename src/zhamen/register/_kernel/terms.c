/* A glance at the terms: pieces that begin as some term of that length does, exactly or with one
 * letter left open; what wording.begun and wording.nearly yield. */

#include "glance.h"

/* -- the filters: bloom.py ------------------------------------------------------------------- */

static inline bool has_all(uint64_t word, uint64_t bits)
{
    return (word & bits) == bits;
}

static inline const uint64_t *word_for(const Bloom *bloom, uint64_t print)
{
    return &bloom->any[print >> bloom->shift];
}

static inline bool may_begin(const Bloom *bloom, uint64_t print)
{
    return has_all(*word_for(bloom, print),
                   1ULL << (print & 63) | 1ULL << (print >> 6 & 63) | 1ULL << (print >> 12 & 63));
}

static inline bool may_have_length(uint64_t word, uint64_t print, size_t length)
{
    uint32_t mixed = ((uint32_t)(print >> 18) + (uint32_t)length * 0x9E3779B1U) * 0x85EBCA6BU;
    return has_all(word, 1ULL << (mixed >> 26) | 1ULL << (mixed >> 20 & 63) |
                             1ULL << (mixed >> 14 & 63));
}

static inline uint64_t lengths_of(const Bloom *bloom, uint64_t print)
{
    return bloom->of_length[print << BLOOM_SECOND >> bloom->shift];
}

/* -- the table: termtable.find --------------------------------------------------------------- */

static bool is_full(const Terms *terms, size_t row)
{
    const uint8_t *column = terms->numbers ? terms->numbers : terms->tags;
    uint32_t last;
    memcpy(&last, column + (row + 1) * TERM_ROW_BYTES - sizeof last, sizeof last);
    return last != 0;
}

static inline bool row_holds(const uint8_t *row, uint32_t tag)
{
    uint32_t tags[TERM_LANES], same = 0;
    memcpy(tags, row, sizeof tags);
    for (int lane = 0; lane < TERM_LANES; lane++)
        same |= tags[lane] == tag;
    return same;
}

static Answer find(const Terms *terms, uint64_t print)
{
    for (size_t row = row_of(print, terms->rows); row < terms->total; row++) {
        if (unlikely(row_holds(terms->tags + row * TERM_ROW_BYTES, (uint32_t)print)))
            return LOOK;
        if (likely(!is_full(terms, row)))
            return NOTHING;
    }
    return LOOK;
}

/* Look up the pieces gathered so far. */
static Answer flush(Glance *self, Terms *terms)
{
    const Keys *keys = (const Keys *)self->keys;
    uint64_t prints[BATCH];
    size_t count = terms->pieces_count;
    terms->pieces_count = 0;
    chained_prints(keys, terms->pieces, count, self->term, prints);
    second_prints(keys, prints, count, prints);
    for (size_t n = 0; n < count; n++)
        __builtin_prefetch(terms->tags + row_of(prints[n], terms->rows) * TERM_ROW_BYTES);
    for (size_t n = 0; n < count; n++)
        if (find(terms, prints[n]) == LOOK)
            return LOOK;
    return NOTHING;
}

static inline Answer gather(Glance *self, Terms *terms, Piece piece)
{
    terms->pieces[terms->pieces_count++] = piece;
    return terms->pieces_count == BATCH ? flush(self, terms) : NOTHING;
}

/* -- the pieces ------------------------------------------------------------------------------ */

static Answer gather_open(Glance *self, Terms *terms, size_t start, size_t length,
                          size_t first, size_t last)
{
    for (size_t open = first; open <= last; open++)
        if (gather(self, terms, (Piece){self->every.units + start, length, open}) == LOOK)
            return LOOK;
    return NOTHING;
}

/* What begins at a letter as some term does: the whole term, or all but one of its later letters. */
static Answer begun(Glance *self, Terms *terms, const Text *text, size_t start, uint64_t word)
{
    uint64_t print = self->heads[start];
    size_t room = (size_t)self->every.count - start;
    for (size_t n = 0; n < terms->lengths_count && terms->lengths[n] <= room; n++) {
        size_t length = terms->lengths[n];
        if (likely(!may_have_length(word, print, length)))
            continue;
        if (gather(self, terms, (Piece){self->every.units + start, length, 0}) == LOOK)
            return LOOK;
        if (terms->is_wild[length] && is_framed(self, text, start, start + length) &&
            gather_open(self, terms, start, length, PREFIX + 1, length) == LOOK)
            return LOOK;
    }
    return NOTHING;
}

/* What has the letters 4 to 6 of some term: one of the first three may be wrong. */
static Answer continued(Glance *self, Terms *terms, const Text *text, size_t second, uint64_t word)
{
    uint64_t print = self->heads[second];
    size_t start = second - PREFIX, room = (size_t)self->every.count - start;
    for (size_t n = 0; n < terms->wild_count && terms->wild[n] <= room; n++) {
        size_t length = terms->wild[n];
        if (unlikely(may_have_length(word, print, length + TERM_SECOND)) &&
            is_framed(self, text, start, start + length) &&
            gather_open(self, terms, start, length, 1, PREFIX) == LOOK)
            return LOOK;
    }
    return NOTHING;
}

static Answer glance_at(Glance *self, Terms *terms, const Text *text, size_t first, size_t last)
{
    for (size_t at = first; at < last; at++) {
        uint64_t print = self->heads[at];
        if (likely(!may_begin(&terms->heads, print)))
            continue;
        uint64_t word = lengths_of(&terms->heads, print);
        if (begun(self, terms, text, at, word) == LOOK)
            return LOOK;
        if (at >= PREFIX && continued(self, terms, text, at, word) == LOOK)
            return LOOK;
    }
    return NOTHING;
}

void terms_begin(Glance *self)
{
    self->heads_seen = 0;
    for (size_t n = 0; n < self->terms_count; n++)
        self->terms[n].pieces_count = 0;
}

/* Look at the heads from the last one seen to before `last`. */
static Answer catch_up(Glance *self, const Text *text, size_t last)
{
    size_t first = self->heads_seen;
    self->heads_seen = last;
    for (size_t n = 0; n < self->terms_count; n++)
        if (glance_at(self, &self->terms[n], text, first, last) == LOOK)
            return LOOK;
    return NOTHING;
}

Answer terms_some(Glance *self, const Text *text, size_t at, size_t count)
{
    const Keys *keys = (const Keys *)self->keys;
    Shape shape = {PREFIX, self->prefix};
    uint64_t *heads = self->heads + at;
    first_prints(keys, self->every.units + at, count, 1, shape, heads);
    second_prints(keys, heads, count, heads);
    for (size_t n = 0; n < self->terms_count; n++)
        for (size_t head = 0; head < count; head++)
            __builtin_prefetch(word_for(&self->terms[n].heads, heads[head]));
    return catch_up(self, text, at);
}

Answer terms_end(Glance *self, const Text *text, size_t count)
{
    if (catch_up(self, text, count) == LOOK)
        return LOOK;
    for (size_t n = 0; n < self->terms_count; n++)
        if (self->terms[n].pieces_count && flush(self, &self->terms[n]) == LOOK)
            return LOOK;
    return NOTHING;
}
