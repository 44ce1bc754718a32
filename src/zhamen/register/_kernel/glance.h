/* A glance at a message: what glance.c and wording.c share. */

#ifndef ZHAMEN_GLANCE_H
#define ZHAMEN_GLANCE_H

#include "kernel.h"

#define MOST_CANDIDATES 4096 /* more go to the reference path, which tries the first 300 */
#define MOST_ENDINGS 64

typedef struct {
    uint16_t *units;
    Py_ssize_t *places;
    Py_ssize_t count;
} Letters;

typedef struct {
    size_t start, length;
} Stretch;

typedef struct {
    Stretch stretches[MOST_CANDIDATES];
    size_t count;
    bool wanted[LONGEST_TERM + 1]; /* lengths that some term with an open letter has */
} Candidates;

typedef struct {
    Py_UCS4 chars[MOST_ENDINGS][2];
    uint8_t last[65536 / 8]; /* a bit for every letter that an ending ends in */
    size_t count;
} Endings;

bool candidates_of(Candidates *found, const Letters *own, const Text *text,
                   const Endings *endings);

#endif
