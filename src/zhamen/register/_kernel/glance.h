/* A glance at a message: what glance.c and wording.c share. */

#ifndef ZHAMEN_GLANCE_H
#define ZHAMEN_GLANCE_H

#include "kernel.h"

#define MOST_CANDIDATES 300 /* wording.MOST */
#define MOST_ENDINGS 64

typedef struct {
    uint16_t *units;
    Py_ssize_t *places;
    Py_ssize_t count;
} Letters;

typedef struct {
    Py_ssize_t start, length;
} Stretch;

typedef struct {
    Stretch stretches[MOST_CANDIDATES];
    size_t count;
    bool wanted[LONGEST_TERM + 1]; /* lengths that some term with an open letter has */
} Candidates;

typedef struct {
    Py_UCS4 chars[MOST_ENDINGS][2];
    size_t count;
} Endings;

bool candidates_of(Candidates *found, const Letters *own, const Text *text,
                   const Endings *endings);

#endif
