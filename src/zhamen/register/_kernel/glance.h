/* A glance at a message: what glance.c, body.c, terms.c and framed.c share. */

#ifndef ZHAMEN_GLANCE_H
#define ZHAMEN_GLANCE_H

#include "kernel.h"

#define MOST_ENDINGS 64
#define SOME 32         /* windows hashed at once */
#define LONGEST_PERIOD 16
#define BLOOM_SECOND 20 /* bloom._SECOND */
#define TERM_SECOND 64  /* termtable.SECOND */
#define REACH 64 /* match.REACH: bits in a word of distances */

typedef struct {
    uint16_t *units;
    Py_ssize_t *places;
    Py_ssize_t count;
} Letters;

typedef struct {
    Py_UCS4 chars[MOST_ENDINGS][2];
    uint8_t last[65536 / 8]; /* a bit for every letter that an ending ends in */
    size_t count;
} Endings;

typedef struct {
    Py_ssize_t at, lane, of; /* letter of the text, lane of the table, class */
} Hit;

/* The table of one segment, the distances (bit d-1: d letters) that two hits of each class may
 * have, and the hits of the last text. */
typedef struct {
    Rows rows;
    uint64_t distances[CLASSES], any_distance;
    /* Which letters are asked for, again and again after `period` of them (covering.py). */
    uint64_t cover;
    uint32_t period;
    bool alike;
    Hit *hits;
    size_t count, room;
} Prints;

/* A row that was asked for: for which letter, tag and list (LISTS: it lies behind the home row). */
typedef struct {
    size_t row;
    uint32_t at;
    uint16_t tag;
    uint8_t list;
    size_t table;
} Wait;

#define RING 128

typedef struct {
    Wait ring[RING];
    size_t first, last;
} Waiting;

/* The halves of a filter, and by how much a print is shifted to its word. */
typedef struct {
    const uint64_t *any, *of_length;
    unsigned shift;
} Bloom;

typedef struct {
    Bloom heads;
    const uint8_t *tags;
    const uint8_t *numbers; /* NULL: no tag is zero, so that an empty lane is told by its tag */
    size_t rows, total;
    uint8_t lengths[LONGEST_TERM], wild[LONGEST_TERM];
    size_t lengths_count, wild_count;
    bool is_wild[LONGEST_TERM + 1];
    Piece pieces[BATCH]; /* waiting to be looked up */
    size_t pieces_count;
} Terms;

typedef struct {
    PyObject_HEAD
    PyObject *keys;
    Py_buffer classes, alike_map;
    uint16_t body, alike, prefix, term;
    Endings endings;
    Prints *prints;
    Terms *terms;
    size_t prints_count, terms_count;
    Py_buffer *buffers;
    size_t buffers_count;
    bool closed;
    Letters own, every; /* without short numbers; all of them */
    uint64_t *of_body, *heads;
    size_t heads_seen;
    size_t room;
    Waiting waiting;
} Glance;

typedef enum { NOTHING, LOOK } Answer;

enum { LOOK_BODY = 1, LOOK_TERMS = 2, UNSURE = 4 }; /* glance.BODY, TERMS, UNSURE */

/* body.c: hash some windows and ask for their rows; false where it cannot be known. */
void body_begin(Glance *self, bool alike);
bool body_some(Glance *self, bool alike, size_t at, size_t count);
int body_end(Glance *self, bool alike, size_t windows); /* what is to be looked at */

/* terms.c: hash some heads and look up what begins there; LOOK where some term may stand. */
void terms_begin(Glance *self);
Answer terms_some(Glance *self, const Text *text, size_t at, size_t count);
Answer terms_end(Glance *self, const Text *text, size_t count);

/* framed.c: whether a stretch of at least two letters may be a title or a number. */
bool is_framed(const Glance *self, const Text *text, size_t start, size_t end);

#endif
