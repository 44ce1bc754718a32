/* The compiled kernel: what its files share. The contract stands in the Python beside it
 * (letters.py, prints.py, table.py, termtable.py, wording.py); this is a second implementation,
 * and tests/register/test_kernel.py compares the two. */

#ifndef ZHAMEN_KERNEL_H
#define ZHAMEN_KERNEL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "bundles are little-endian; without this kernel numpy does the work"
#endif

#define WINDOW 7        /* prints.WINDOW */
#define PREFIX 3        /* prints.PREFIX */
#define LANES 30        /* table.LANES */
#define LISTS 6         /* table.LISTS */
#define WIDTH 32        /* table.WIDTH */
#define ROW_BYTES 64    /* table.ROW_BYTES */
#define CLASSES 16      /* table.CLASSES */
#define CLASS_SHIFT 12  /* table.CLASS_SHIFT */
#define LIST_BITS 5     /* of a row's head, for each list */
#define ON 30           /* the bit of a head that says that the row's tags go on */
#define CHUNK 65536     /* container.CHUNK */
#define TERM_LANES 8    /* termtable.TERM_LANES */
#define TERM_ROW_BYTES 32
#define SKETCH 8        /* batch.SKETCH */
#define LONGEST_TERM 64 /* enrol.LONGEST_TERM */
#define WILDCARD 0xFFFF /* wording.WILDCARD */

#define BATCH 128 /* windows in flight: their lines stay in the second cache until compared */
#define PAD 8     /* units that may be read behind the last letter: one block */

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* -- aes.c: E(x) xor x over many blocks ------------------------------------------------------ */

typedef struct {
    uint64_t low, high;
} Block;

typedef struct {
    uint8_t rounds[11][16];
} Schedule;

extern void (*one_way)(const Schedule *key, Block *blocks, size_t count);

void aes_begin(void);
PyObject *aes_ciphers(void); /* names of what this processor has, the fastest first */
bool aes_choose(size_t which);
void aes_expand(const uint8_t key[16], Schedule *schedule);

/* -- prints.c: windows of letters to prints --------------------------------------------------- */

extern PyTypeObject KeysType;

typedef struct {
    PyObject_HEAD
    Schedule first, second;
} Keys;

typedef struct {
    unsigned width;
    uint16_t domain;
} Shape;

/* Stage 1 of `count` windows, at most BATCH; PAD units behind the last are readable. */
void first_prints(const Keys *keys, const uint16_t *units, size_t count, size_t step, Shape shape,
                  uint64_t *out);
/* Stage 2, in place allowed; at most BATCH. */
void second_prints(const Keys *keys, const uint64_t *first, size_t count, uint64_t *out);

/* A term to be hashed whole; PAD units behind it are readable. */
typedef struct {
    const uint16_t *units;
    size_t length;
    size_t open; /* 1 + the place of the letter left open; 0: none */
} Piece;

/* Stage 1 of whole terms, at most BATCH. */
void chained_prints(const Keys *keys, const Piece *pieces, size_t count, uint16_t domain,
                    uint64_t *out);

/* -- letters.c: a folded text to units -------------------------------------------------------- */

typedef struct {
    const void *data;
    Py_ssize_t size;
    int kind;
} Text;

bool text_of(PyObject *object, Text *text);
/* Write the letters and their places (unless NULL), with room for the whole text; return how many
 * there are. `dropped` tells whether the body left a number out. */
Py_ssize_t body_letters(const Text *text, const uint8_t *classes, uint16_t *units,
                        Py_ssize_t *places, bool *dropped);
Py_ssize_t whole_letters(const Text *text, const uint8_t *classes, uint16_t *units,
                         Py_ssize_t *places);

/* -- probe.c: the table of prints ------------------------------------------------------------- */

typedef struct {
    const uint8_t *tags;
    const uint8_t *good; /* one byte a chunk; NULL: all have been checked */
    size_t rows, total;  /* home rows; rows in memory */
    unsigned classes;
    uint16_t low; /* the bits of a tag that are the same in all classes */
} Rows;

static inline Rows rows_of(const Py_buffer *tags, Py_ssize_t home, unsigned classes,
                           const uint8_t *good)
{
    uint16_t low = classes > 1 ? (1 << CLASS_SHIFT) - 1 : 0xFFFF;
    return (Rows){tags->buf, good, (size_t)home, (size_t)tags->len / ROW_BYTES, classes, low};
}

static inline size_t row_of(uint64_t print, size_t rows)
{
    return (size_t)(((print >> 32) * rows) >> 32);
}

static inline unsigned list_of(uint64_t print)
{
    return (unsigned)((print >> 16 & 0xFFFF) * LISTS >> 16);
}

static inline uint16_t tag_of(uint64_t print)
{
    uint16_t tag = (uint16_t)print;
    return tag & ((1 << CLASS_SHIFT) - 1) ? tag : tag | 1;
}

static inline bool is_good(const Rows *rows, size_t row)
{
    return rows->good == NULL || rows->good[row / (CHUNK / ROW_BYTES)];
}

static inline uint32_t head_of(const uint8_t *line)
{
    uint32_t head;
    memcpy(&head, line + ROW_BYTES - sizeof head, sizeof head);
    return head;
}

/* A bit for each of the first `end` lanes but the first `start`. */
static inline uint32_t between(unsigned start, unsigned end)
{
    return ((1U << end) - 1) & ~((1U << start) - 1);
}

/* A bit for each lane of the line whose tag fits. */
#if defined(__x86_64__)
/* SSE2 is in every x86-64: wider registers gain nothing on a line that memory must bring first. */
static inline uint32_t lanes_of(const uint8_t *line, uint16_t tag, uint16_t low)
{
    __m128i wanted = _mm_set1_epi16((short)tag), mask = _mm_set1_epi16((short)low), same[4];
    for (int part = 0; part < 4; part++) {
        __m128i tags = _mm_loadu_si128((const __m128i *)(const void *)line + part);
        same[part] = _mm_cmpeq_epi16(_mm_and_si128(_mm_xor_si128(tags, wanted), mask),
                                     _mm_setzero_si128());
    }
    uint32_t first = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(same[0], same[1]));
    uint32_t second = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(same[2], same[3]));
    return first | second << 16;
}

#else

/* Plain C, which compilers turn into NEON. */
static inline uint32_t lanes_of(const uint8_t *line, uint16_t tag, uint16_t low)
{
    uint16_t tags[WIDTH];
    uint32_t lanes = 0;
    memcpy(tags, line, sizeof tags);
    for (int lane = 0; lane < WIDTH; lane++)
        lanes |= (uint32_t)(((tags[lane] ^ tag) & low) == 0) << lane;
    return lanes;
}

#endif

/* The lanes of its home row in which a print fits, and whether to go on in the next row. */
static inline uint32_t lanes_at_home(const Rows *rows, const uint8_t *line, unsigned list,
                                     uint16_t tag, bool *on)
{
    uint32_t head = head_of(line);
    /* A list more, of all lanes: the end of the last one. */
    uint64_t ends = (head & ((1U << ON) - 1)) | (uint64_t)LANES << ON;
    unsigned start = head >> LIST_BITS * list & 31;
    unsigned end = (unsigned)(ends >> (LIST_BITS * list + LIST_BITS)) & 31;
    *on = end == LANES && head >> ON & 1;
    return lanes_of(line, tag, rows->low) & between(start, end);
}

/* The same for a row behind: what is not its own stands before all that is. */
static inline uint32_t lanes_behind(const Rows *rows, const uint8_t *line, uint16_t tag, bool *on)
{
    uint32_t head = head_of(line);
    unsigned own = head & 31;
    *on = own == LANES && head >> ON & 1;
    return lanes_of(line, tag, rows->low) & between(0, own);
}

/* The class of a lane that fits; one that no document has is no hit. */
static inline unsigned class_of_lane(const uint8_t *line, unsigned lane, uint16_t tag)
{
    uint16_t held;
    memcpy(&held, line + 2 * lane, sizeof held);
    return (unsigned)(held ^ tag) >> CLASS_SHIFT;
}

PyObject *kernel_probe(PyObject *module, PyObject *args);

/* -- the other files -------------------------------------------------------------------------- */

PyObject *kernel_build(PyObject *module, PyObject *args);  /* build.c */
PyObject *kernel_bodies(PyObject *module, PyObject *args);  /* bodies.c */
PyObject *kernel_letters(PyObject *module, PyObject *args); /* letters.c */
extern PyTypeObject GlanceType;                             /* glance.c */

#endif
