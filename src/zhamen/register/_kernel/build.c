/* Building the table of prints at scale: table.build in three steps that stay in the cache.
 *
 * (1) Prints are dealt out to buckets of neighbouring rows, some hundred million at a time, as
 *     words of (row in the bucket, list, tag, slot), so that order among words is the table's.
 * (2) Each bucket is put in order: counted by row and list, then sorted within the list.
 * (3) In that order runs over the cap are left out, and the rest goes into the first free lane at
 *     or after its row's first: the table is written from front to back. */

#include "kernel.h"

#include <stdlib.h>
#include <sys/mman.h>

#define BUCKET_ROWS 2048
#define LIST_SHIFT 48
#define ROW_SHIFT 51
#define MOST_AT_ONCE ((size_t)1 << 28)
#define BUCKET_LISTS (BUCKET_ROWS << (ROW_SHIFT - LIST_SHIFT)) /* with two unused a row */
#define SHORT_LIST 48 /* longer ones are sorted by qsort, not by insertion */

typedef struct {
    const uint8_t *prints, *slots; /* slots NULL: every tag of a row once */
    size_t count, rows, cap;
    uint8_t *tags_out, *slots_out;
    size_t lanes; /* room in the table, without its last row */
    size_t next;  /* first lane that is still free behind all that was placed */
    uint64_t *dealt, *sorted;
    size_t scratch; /* bytes of both */
    size_t *ends;
} Build;

typedef enum { DONE, NO_MEMORY, NO_ROOM } Outcome;

static inline uint64_t print_at(const Build *build, size_t n)
{
    uint64_t print;
    memcpy(&print, build->prints + n * 8, sizeof print);
    return print;
}

static inline uint64_t word_of(const Build *build, uint64_t print, size_t row, size_t n)
{
    uint32_t slot = 0;
    if (build->slots)
        memcpy(&slot, build->slots + n * 4, sizeof slot);
    return (uint64_t)(row % BUCKET_ROWS) << ROW_SHIFT | (uint64_t)list_of(print) << LIST_SHIFT |
           (uint64_t)tag_of(print) << 32 | slot;
}

static int by_value(const void *left, const void *right)
{
    uint64_t a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

static void sort_list(uint64_t *words, size_t count)
{
    if (count > SHORT_LIST) {
        qsort(words, count, sizeof *words, by_value);
        return;
    }
    for (size_t n = 1; n < count; n++) {
        uint64_t word = words[n];
        size_t at = n;
        for (; at > 0 && words[at - 1] > word; at--)
            words[at] = words[at - 1];
        words[at] = word;
    }
}

/* Order the words of one bucket: `from` becomes `to`. They are counted by row and list, so that
 * four or five of them are left to be sorted at a time. */
static void sort_bucket(const uint64_t *from, uint64_t *to, size_t count)
{
    size_t starts[BUCKET_LISTS + 1] = {0};
    for (size_t n = 0; n < count; n++)
        starts[(from[n] >> LIST_SHIFT) + 1]++;
    for (size_t list = 0; list < BUCKET_LISTS; list++)
        starts[list + 1] += starts[list];
    for (size_t n = 0; n < count; n++)
        to[starts[from[n] >> LIST_SHIFT]++] = from[n];
    for (size_t list = 0, begin = 0; list < BUCKET_LISTS; begin = starts[list++])
        if (starts[list] - begin > 1)
            sort_list(to + begin, starts[list] - begin);
}

/* What one more tag adds to the head of its row: it stands before all lists behind its own. */
static const uint32_t before[LISTS + 1] = {
    0x02108420, 0x02108400, 0x02108000, 0x02100000, 0x02000000, 0,
    0x02108421, /* a tag of a row before: it stands before every list */
};

static void add_to_head(Build *build, size_t row, uint32_t more)
{
    uint8_t *place = build->tags_out + (row + 1) * ROW_BYTES - sizeof more;
    uint32_t head;
    memcpy(&head, place, sizeof head);
    head = more == 1U << ON ? head | more : head + more;
    memcpy(place, &head, sizeof head);
}

static bool place(Build *build, size_t home, const uint64_t *words, size_t count)
{
    if (build->next < home * LANES)
        build->next = home * LANES;
    if (count > build->lanes || build->next > build->lanes - count)
        return false;
    for (size_t n = 0; n < count; n++, build->next++) {
        size_t row = build->next / LANES, lane = build->next % LANES;
        uint16_t tag = (uint16_t)(words[n] >> 32);
        uint32_t slot = (uint32_t)words[n];
        memcpy(build->tags_out + row * ROW_BYTES + lane * 2, &tag, sizeof tag);
        if (build->slots_out)
            memcpy(build->slots_out + build->next * 4, &slot, sizeof slot);
        add_to_head(build, row, before[row > home ? LISTS : words[n] >> LIST_SHIFT & 7]);
        if (row > home)
            add_to_head(build, row - 1, 1U << ON);
    }
    return true;
}

static bool place_bucket(Build *build, size_t first_row, const uint64_t *words, size_t count)
{
    for (size_t n = 0; n < count;) {
        size_t end = n + 1;
        while (end < count && words[end] >> 32 == words[n] >> 32)
            end++;
        size_t kept = build->slots ? (end - n <= build->cap ? end - n : 0) : 1;
        if (kept && !place(build, first_row + (words[n] >> ROW_SHIFT), words + n, kept))
            return false;
        n = end;
    }
    return true;
}

/* Deal out the prints of buckets `first` to before `last`; `ends[b]` becomes the end of bucket b. */
static void deal(Build *build, size_t first, size_t last)
{
    for (size_t n = 0; n < build->count; n++) {
        uint64_t print = print_at(build, n);
        size_t row = row_of(print, build->rows), bucket = row / BUCKET_ROWS;
        if (bucket - first < last - first)
            build->dealt[build->ends[bucket]++] = word_of(build, print, row, n);
    }
}

/* Place the buckets from `first` to before `last`, which fit into the scratch memory together. */
static bool some_buckets(Build *build, const size_t *sizes, size_t first, size_t last)
{
    size_t total = 0;
    for (size_t bucket = first; bucket < last; total += sizes[bucket++])
        build->ends[bucket] = total;
    deal(build, first, last);
    for (size_t bucket = first; bucket < last; bucket++) {
        const uint64_t *dealt = build->dealt + build->ends[bucket] - sizes[bucket];
        sort_bucket(dealt, build->sorted, sizes[bucket]);
        if (!place_bucket(build, bucket * BUCKET_ROWS, build->sorted, sizes[bucket]))
            return false;
    }
    return true;
}

/* Return the end of the buckets from `first` that are worked on at once. */
static size_t last_of(const size_t *sizes, size_t first, size_t buckets, size_t *total)
{
    size_t last = first;
    for (*total = 0; last < buckets; *total += sizes[last++])
        if (last > first && *total + sizes[last] > MOST_AT_ONCE)
            break;
    return last;
}

/* Scratch memory in huge pages, where there are any: a bucket is written at many places. */
static bool make_scratch(Build *build, const size_t *sizes, size_t buckets)
{
    size_t most = 1, largest = 1, total;
    for (size_t first = 0; first < buckets;) {
        first = last_of(sizes, first, buckets, &total);
        most = total > most ? total : most;
    }
    for (size_t bucket = 0; bucket < buckets; bucket++)
        largest = sizes[bucket] > largest ? sizes[bucket] : largest;
    build->scratch = (most + largest) * sizeof *build->dealt;
    void *scratch = mmap(NULL, build->scratch, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (scratch == MAP_FAILED)
        return false;
#ifdef MADV_HUGEPAGE
    madvise(scratch, build->scratch, MADV_HUGEPAGE);
#endif
    build->dealt = scratch;
    build->sorted = build->dealt + most;
    return true;
}

static Outcome build_table(Build *build)
{
    size_t buckets = (build->rows + BUCKET_ROWS - 1) / BUCKET_ROWS, total;
    size_t *sizes = PyMem_RawCalloc(buckets, sizeof *sizes);
    build->ends = PyMem_RawCalloc(buckets, sizeof *build->ends);
    Outcome outcome = NO_MEMORY;
    if (sizes && build->ends) {
        for (size_t n = 0; n < build->count; n++)
            sizes[row_of(print_at(build, n), build->rows) / BUCKET_ROWS]++;
        outcome = make_scratch(build, sizes, buckets) ? DONE : NO_MEMORY;
    }
    for (size_t first = 0, last; outcome == DONE && first < buckets; first = last) {
        last = last_of(sizes, first, buckets, &total);
        outcome = some_buckets(build, sizes, first, last) ? DONE : NO_ROOM;
    }
    if (build->dealt)
        munmap(build->dealt, build->scratch);
    PyMem_RawFree(sizes);
    PyMem_RawFree(build->ends);
    return outcome;
}

/* build(prints, slots or None, home rows, cap, tags out, slots out or None)
 *     -> rows of the table, or -1 if there is too little room. What is out is zero before. */
PyObject *kernel_build(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer prints, slots, tags_out, slots_out = {0};
    PyObject *slots_out_object;
    Py_ssize_t rows, cap;
    if (!PyArg_ParseTuple(args, "y*z*nnw*O:build", &prints, &slots, &rows, &cap, &tags_out,
                          &slots_out_object))
        return NULL;
    Outcome outcome = NO_MEMORY;
    size_t total = 0;
    bool begun = slots_out_object == Py_None ||
                 PyObject_GetBuffer(slots_out_object, &slots_out, PyBUF_WRITABLE) == 0;
    if (begun) {
        Build build = {
            .prints = prints.buf, .slots = slots.buf, .count = (size_t)prints.len / 8,
            .rows = (size_t)rows, .cap = (size_t)cap, .tags_out = tags_out.buf,
            .slots_out = slots_out.buf,
        };
        size_t room = (size_t)tags_out.len / ROW_BYTES;
        begun = rows >= 1 && rows <= UINT32_MAX && cap >= 0 && room > (size_t)rows &&
                (!slots.buf || (size_t)slots.len == build.count * 4) &&
                (!slots_out.buf || (size_t)slots_out.len == room * LANES * 4) &&
                !slots.buf == !slots_out.buf;
        if (begun) {
            build.lanes = (room - 1) * LANES;
            Py_BEGIN_ALLOW_THREADS
            outcome = build_table(&build);
            Py_END_ALLOW_THREADS
            total = (build.next + LANES - 1) / LANES;
            total = (total > (size_t)rows ? total : (size_t)rows) + 1;
        } else {
            PyErr_SetString(PyExc_ValueError, "a slot for each print, and room for all rows");
        }
    }
    PyBuffer_Release(&prints);
    PyBuffer_Release(&slots);
    PyBuffer_Release(&tags_out);
    PyBuffer_Release(&slots_out);
    if (!begun)
        return NULL;
    if (outcome == NO_MEMORY)
        return PyErr_NoMemory();
    return PyLong_FromSsize_t(outcome == NO_ROOM ? -1 : (Py_ssize_t)total);
}
