/* A glance: does a bundle know anything of a text? In one call, without an allocation.
 *
 * It may say "look" for nothing, and never fails to where there is something. What it finds:
 * (1) two windows of the body in one segment's table, at a distance that a quotation has;
 * (2) a term of any length behind three letters that the bitmap knows;
 * (3) a term with one letter left open, in any wording that might be one.
 * A chunk that was not checked yet is never answered from: the answer is "look". */

#include "glance.h"

#define BITMAP_SHIFT 42 /* termtable.bits */
#define BITMAP_SPREAD 0x9E3779
#define BITMAP (1 << 22) /* bits in each of the two bitmaps */

/* The table of one segment, and the distances (bit d-1: d letters) that two hits may have. */
typedef struct {
    Rows rows;
    uint64_t distances, history;
    bool alike;
} Prints;

typedef struct {
    const uint8_t *bitmap, *tags;
    const uint8_t *numbers; /* NULL: no tag is zero, so that an empty lane is told by its tag */
    size_t rows, total;
    uint8_t lengths[LONGEST_TERM];
    size_t lengths_count;
    bool wild[LONGEST_TERM + 1];
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
    bool any_wild;
    Py_buffer *buffers;
    size_t buffers_count;
    bool closed;
    Letters letters;
    uint64_t *heads;
    uint32_t *starts;
    size_t room;
    Candidates candidates;
    Piece pieces[BATCH];
    size_t pieces_count;
} Glance;

typedef enum { NOTHING, LOOK } Answer;

enum { LOOK_BODY = 1, LOOK_TERMS = 2 }; /* glance.BODY, glance.TERMS */

/* -- (1) the body ----------------------------------------------------------------------------- */

static inline void ask_for(const Rows *rows, size_t row)
{
    /* Into the second cache: the first has too few ways to wait for memory. */
    __builtin_prefetch(rows->tags + row * ROW_BYTES, 0, 1);
}

static void ask_ahead(const Rows *rows, const uint64_t *prints, size_t count)
{
    for (size_t n = 0; n < count; n++)
        ask_for(rows, row_of(prints[n], rows->rows));
}

/* Prints of one batch that are still to be followed, each from its next row on. */
typedef struct {
    size_t row[BATCH];
    uint8_t number[BATCH];
    size_t count;
} Open;

/* Compare one row of each open print; those whose row is full stay open. False: do not know. */
static bool compare_rows(const Rows *rows, const uint64_t *prints, Open *open, uint8_t *hit)
{
    size_t left = 0;
    for (size_t n = 0; n < open->count; n++) {
        size_t row = open->row[n];
        uint8_t number = open->number[n];
        if (unlikely(row >= rows->total || !is_good(rows, row)))
            return false;
        const uint8_t *line = rows->tags + row * ROW_BYTES;
        hit[number] |= lanes_of(line, tag_of(prints[number])) != 0;
        open->row[left] = row + 1;
        open->number[left] = number;
        left += last_tag(line) != 0;
    }
    open->count = left;
    return true;
}

/* Mark the prints that the table holds. One row in seven is full: to wait for its neighbour then
 * and there would cost as much as all others together, so the neighbours are asked for at once. */
static bool find_hits(const Rows *rows, const uint64_t *prints, size_t count, uint8_t *hit)
{
    Open open = {.count = count};
    for (size_t n = 0; n < count; n++) {
        open.row[n] = row_of(prints[n], rows->rows);
        open.number[n] = (uint8_t)n;
    }
    while (open.count) {
        if (!compare_rows(rows, prints, &open, hit))
            return false;
        for (size_t n = 0; n < open.count; n++)
            ask_for(rows, open.row[n]);
    }
    return true;
}

static Answer compare(Prints *table, const uint64_t *prints, size_t count)
{
    uint8_t hit[BATCH] = {0};
    if (!find_hits(&table->rows, prints, count, hit))
        return LOOK;
    for (size_t n = 0; n < count; n++) {
        if (unlikely(hit[n] && table->history & table->distances))
            return LOOK;
        table->history = table->history << 1 | hit[n];
    }
    return NOTHING;
}

static Answer compare_all(Glance *self, bool alike, const uint64_t *prints, size_t count)
{
    for (size_t n = 0; n < self->prints_count; n++)
        if (self->prints[n].alike == alike && compare(&self->prints[n], prints, count) == LOOK)
            return LOOK;
    return NOTHING;
}

/* While the lines of one batch are on their way from memory, the next batch is hashed. */
static Answer glance_body(Glance *self, bool alike)
{
    const Keys *keys = (const Keys *)self->keys;
    size_t letters = (size_t)self->letters.count;
    Shape shape = {WINDOW, alike ? self->alike : self->body};
    uint64_t prints[2][BATCH];
    size_t before = 0, turn = 0;
    if (letters <= WINDOW)
        return NOTHING;
    for (size_t n = 0; n < self->prints_count; n++)
        self->prints[n].history = 0;
    for (size_t at = 0; at < letters - WINDOW + 1; at += BATCH, turn ^= 1) {
        size_t some = letters - WINDOW + 1 - at;
        some = some < BATCH ? some : BATCH;
        first_prints(keys, self->letters.units + at, some, 1, shape, prints[turn]);
        second_prints(keys, prints[turn], some, prints[turn]);
        for (size_t n = 0; n < self->prints_count; n++)
            if (self->prints[n].alike == alike)
                ask_ahead(&self->prints[n].rows, prints[turn], some);
        if (before && compare_all(self, alike, prints[turn ^ 1], before) == LOOK)
            return LOOK;
        before = some;
    }
    return compare_all(self, alike, prints[turn ^ 1], before);
}

/* -- (2), (3) terms --------------------------------------------------------------------------- */

static bool is_full(const Terms *terms, size_t row)
{
    const uint8_t *column = terms->numbers ? terms->numbers : terms->tags;
    uint32_t last;
    memcpy(&last, column + (row + 1) * TERM_ROW_BYTES - sizeof last, sizeof last);
    return last != 0;
}

static inline bool row_holds(const uint8_t *row, uint32_t tag)
{
#if defined(__x86_64__)
    const __m128i *half = (const __m128i *)(const void *)row;
    __m128i wanted = _mm_set1_epi32((int)tag);
    __m128i first = _mm_cmpeq_epi32(_mm_loadu_si128(half), wanted);
    __m128i second = _mm_cmpeq_epi32(_mm_loadu_si128(half + 1), wanted);
    return _mm_movemask_epi8(_mm_or_si128(first, second)) != 0;
#else
    uint32_t tags[TERM_LANES], same = 0;
    memcpy(tags, row, sizeof tags);
    for (int lane = 0; lane < TERM_LANES; lane++)
        same |= tags[lane] == tag;
    return same;
#endif
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
static Answer flush(Glance *self, const Terms *terms)
{
    const Keys *keys = (const Keys *)self->keys;
    uint64_t prints[BATCH];
    size_t count = self->pieces_count;
    self->pieces_count = 0;
    chained_prints(keys, self->pieces, count, self->term, prints);
    second_prints(keys, prints, count, prints);
    for (size_t n = 0; n < count; n++) {
        const uint8_t *row = terms->tags + row_of(prints[n], terms->rows) * TERM_ROW_BYTES;
        __builtin_prefetch(row);
        __builtin_prefetch(row + TERM_ROW_BYTES);
    }
    for (size_t n = 0; n < count; n++)
        if (find(terms, prints[n]) == LOOK)
            return LOOK;
    return NOTHING;
}

static inline Answer gather(Glance *self, const Terms *terms, Piece piece)
{
    self->pieces[self->pieces_count++] = piece;
    return self->pieces_count == BATCH ? flush(self, terms) : NOTHING;
}

/* Whether the bitmap knows a term of a length (0: any) that begins with the three letters there. */
static inline bool knows_head(const Glance *self, const Terms *terms, size_t letter, size_t length)
{
    uint64_t bit = self->heads[letter] >> BITMAP_SHIFT ^ (length * BITMAP_SPREAD & (BITMAP - 1));
    bit += length ? BITMAP : 0;
    return terms->bitmap[bit >> 3] >> (bit & 7) & 1;
}

/* Write where a term may begin; return how many such letters there are. */
static size_t starts_of(Glance *self, const Terms *terms, size_t heads)
{
    size_t starts = 0;
    for (size_t n = 0; n < heads; n++) {
        self->starts[starts] = (uint32_t)n;
        starts += knows_head(self, terms, n, 0);
    }
    return starts;
}

static Answer glance_exact(Glance *self, const Terms *terms, size_t heads)
{
    size_t starts = starts_of(self, terms, heads), size = (size_t)self->letters.count;
    for (size_t n = 0; n < starts; n++)
        for (size_t each = 0; each < terms->lengths_count; each++) {
            size_t start = self->starts[n], length = terms->lengths[each];
            if (start + length > size)
                break;
            if (unlikely(knows_head(self, terms, start, length)) &&
                gather(self, terms, (Piece){self->letters.units + start, length, 0}) == LOOK)
                return LOOK;
        }
    return flush(self, terms);
}

/* Every term with an open letter stands beside its exact form (enrol.py), whose first three
 * letters the bitmap knows: where it does not, only these three may be the wrong ones. */
static size_t most_open(const Glance *self, const Terms *terms, Stretch stretch)
{
    bool known = stretch.length < PREFIX ||
                 knows_head(self, terms, stretch.start, stretch.length);
    return known ? stretch.length : PREFIX;
}

static Answer glance_wild(Glance *self, const Terms *terms)
{
    for (size_t n = 0; n < self->candidates.count; n++) {
        Stretch stretch = self->candidates.stretches[n];
        const uint16_t *units = self->letters.units + stretch.start;
        size_t most = terms->wild[stretch.length] ? most_open(self, terms, stretch) : 0;
        for (size_t open = 1; open <= most && open <= stretch.length; open++)
            if (gather(self, terms, (Piece){units, stretch.length, open}) == LOOK)
                return LOOK;
    }
    return flush(self, terms);
}

static size_t make_heads(Glance *self)
{
    const Keys *keys = (const Keys *)self->keys;
    Shape shape = {PREFIX, self->prefix};
    size_t letters = (size_t)self->letters.count;
    size_t count = letters < PREFIX ? 0 : letters - PREFIX + 1;
    for (size_t at = 0; at < count; at += BATCH) {
        size_t some = count - at < BATCH ? count - at : BATCH;
        first_prints(keys, self->letters.units + at, some, 1, shape, self->heads + at);
        second_prints(keys, self->heads + at, some, self->heads + at);
    }
    return count;
}

static Answer glance_terms(Glance *self, const Text *text)
{
    size_t heads = make_heads(self);
    self->pieces_count = 0;
    for (size_t n = 0; n < self->terms_count; n++)
        if (glance_exact(self, &self->terms[n], heads) == LOOK)
            return LOOK;
    if (!self->any_wild)
        return NOTHING;
    if (!candidates_of(&self->candidates, &self->letters, text, &self->endings))
        return LOOK;
    for (size_t n = 0; n < self->terms_count; n++)
        if (glance_wild(self, &self->terms[n]) == LOOK)
            return LOOK;
    return NOTHING;
}

/* -- the whole -------------------------------------------------------------------------------- */

static void *grown(void *old, size_t bytes, bool *done)
{
    void *fresh = PyMem_Realloc(old, bytes);
    *done = *done && fresh != NULL;
    return fresh ? fresh : old;
}

static bool make_room(Glance *self, size_t size)
{
    bool done = true;
    size_t room = 2 * (size + PAD);
    if (size + PAD <= self->room)
        return true;
    Letters *own = &self->letters;
    own->units = grown(own->units, room * sizeof *own->units, &done);
    own->places = grown(own->places, room * sizeof *own->places, &done);
    self->heads = grown(self->heads, room * sizeof *self->heads, &done);
    self->starts = grown(self->starts, room * sizeof *self->starts, &done);
    if (done)
        self->room = room;
    else
        PyErr_NoMemory();
    return done;
}

static void read_body(Glance *self, const Text *text, bool *dropped)
{
    Letters *own = &self->letters;
    own->count = body_letters(text, self->classes.buf, own->units, own->places, dropped);
    memset(own->units + own->count, 0, PAD * sizeof *own->units);
}

static void read_whole(Glance *self, const Text *text)
{
    Letters *own = &self->letters;
    own->count = whole_letters(text, self->classes.buf, own->units, own->places);
    memset(own->units + own->count, 0, PAD * sizeof *own->units);
}

static void put_together(Glance *self)
{
    const uint8_t *map = self->alike_map.buf;
    for (Py_ssize_t n = 0; n < self->letters.count; n++)
        memcpy(self->letters.units + n, map + 2 * (size_t)self->letters.units[n], 2);
}

static int glance(Glance *self, const Text *text, bool alike)
{
    bool changed;
    int looks = 0;
    read_body(self, text, &changed);
    if (glance_body(self, false) == LOOK)
        looks |= LOOK_BODY;
    if (alike && self->alike_map.buf) {
        put_together(self);
        changed = true;
        if (glance_body(self, true) == LOOK)
            looks |= LOOK_BODY;
    }
    if (!self->terms_count)
        return looks;
    if (changed)
        read_whole(self, text);
    return glance_terms(self, text) == LOOK ? looks | LOOK_TERMS : looks;
}

/* looks(text, from a photograph?) -> which parts of it are worth a look */
static PyObject *glance_looks(Glance *self, PyObject *const *args, Py_ssize_t count)
{
    Text text;
    if (self->closed)
        return PyErr_Format(PyExc_ValueError, "closed");
    if (count != 2)
        return PyErr_Format(PyExc_TypeError, "a text and a truth value are wanted");
    if (!text_of(args[0], &text) || !make_room(self, (size_t)text.size))
        return NULL;
    return PyLong_FromLong(glance(self, &text, args[1] == Py_True));
}

/* -- making one ------------------------------------------------------------------------------- */

/* Hold on to a buffer until the glance is closed. */
static const Py_buffer *hold(Glance *self, PyObject *object)
{
    Py_buffer *more = PyMem_Realloc(self->buffers, (self->buffers_count + 1) * sizeof *more);
    if (more == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    self->buffers = more;
    if (PyObject_GetBuffer(object, &more[self->buffers_count], PyBUF_SIMPLE) < 0)
        return NULL;
    return &more[self->buffers_count++];
}

static bool fits(bool is, const char *what)
{
    if (!is)
        PyErr_SetString(PyExc_ValueError, what);
    return is;
}

/* add_prints(tags, good, home rows, distances, alike?) */
static PyObject *glance_add_prints(Glance *self, PyObject *args)
{
    PyObject *tags_object, *good_object;
    Py_ssize_t rows;
    unsigned long long distances;
    int alike;
    const Py_buffer *buffer;
    if (!PyArg_ParseTuple(args, "OOnKp:add_prints", &tags_object, &good_object, &rows, &distances,
                          &alike))
        return NULL;
    Prints *more = PyMem_Realloc(self->prints, (self->prints_count + 1) * sizeof *more);
    if (more == NULL)
        return PyErr_NoMemory();
    self->prints = more;
    if ((buffer = hold(self, tags_object)) == NULL)
        return NULL;
    Prints table = {{buffer->buf, NULL, (size_t)rows, (size_t)buffer->len / ROW_BYTES},
                    distances, 0, alike};
    if ((buffer = hold(self, good_object)) == NULL)
        return NULL;
    table.rows.good = buffer->buf;
    if (!fits(rows >= 0 && rows <= UINT32_MAX && (size_t)rows <= table.rows.total &&
                  (size_t)buffer->len >= (table.rows.total * ROW_BYTES + CHUNK - 1) / CHUNK,
              "a row for each home row, and a check mark for each chunk"))
        return NULL;
    more[self->prints_count++] = table;
    Py_RETURN_NONE;
}

static bool has_zero(const uint8_t *tags, const uint8_t *numbers, size_t lanes)
{
    for (size_t n = 0; n < lanes; n++) {
        uint32_t tag, number;
        memcpy(&tag, tags + 4 * n, sizeof tag);
        memcpy(&number, numbers + 4 * n, sizeof number);
        if (tag == 0 && number != 0)
            return true;
    }
    return false;
}

static bool note_lengths(Glance *self, Terms *terms, const Py_buffer *exact, const Py_buffer *wild)
{
    const uint8_t *lengths = exact->buf;
    if (!fits(exact->len <= LONGEST_TERM, "a length is named once"))
        return false;
    for (Py_ssize_t n = 0; n < exact->len; n++)
        terms->lengths[terms->lengths_count++] = lengths[n];
    lengths = wild->buf;
    for (Py_ssize_t n = 0; n < wild->len; n++) {
        if (!fits(lengths[n] <= LONGEST_TERM, "a term has at most 64 letters"))
            return false;
        terms->wild[lengths[n]] = self->candidates.wanted[lengths[n]] = self->any_wild = true;
    }
    return true;
}

static bool hold_terms(Glance *self, Terms *terms, PyObject *parts[3])
{
    const uint8_t *columns[3];
    size_t sizes[3];
    for (int n = 0; n < 3; n++) {
        const Py_buffer *buffer = hold(self, parts[n]);
        if (buffer == NULL)
            return false;
        columns[n] = buffer->buf;
        sizes[n] = (size_t)buffer->len;
    }
    terms->bitmap = columns[0];
    terms->tags = columns[1];
    terms->total = sizes[1] / TERM_ROW_BYTES;
    if (!fits(sizes[0] == 2 * BITMAP / 8 && sizes[1] == sizes[2] && terms->rows <= terms->total,
              "whole bitmaps, a number for each tag, and a row for each home row"))
        return false;
    if (has_zero(columns[1], columns[2], sizes[1] / 4))
        terms->numbers = columns[2];
    return true;
}

/* add_terms(bitmap, tags, numbers, home rows, lengths ascending, lengths with an open letter) */
static PyObject *glance_add_terms(Glance *self, PyObject *args)
{
    PyObject *parts[3];
    Py_ssize_t rows;
    Py_buffer exact, wild;
    if (!PyArg_ParseTuple(args, "OOOny*y*:add_terms", &parts[0], &parts[1], &parts[2], &rows,
                          &exact, &wild))
        return NULL;
    Terms terms = {.rows = (size_t)rows};
    Terms *more = PyMem_Realloc(self->terms, (self->terms_count + 1) * sizeof *more);
    bool done = false;
    if (more == NULL) {
        PyErr_NoMemory();
    } else {
        self->terms = more;
        done = fits(rows >= 0 && rows <= UINT32_MAX, "a number of rows") &&
               hold_terms(self, &terms, parts) && note_lengths(self, &terms, &exact, &wild);
        if (done)
            more[self->terms_count++] = terms;
    }
    PyBuffer_Release(&exact);
    PyBuffer_Release(&wild);
    if (!done)
        return NULL;
    Py_RETURN_NONE;
}

/* close(): let go of all memory of others. */
static PyObject *glance_close(Glance *self, PyObject *Py_UNUSED(ignored))
{
    self->closed = true;
    self->prints_count = self->terms_count = 0;
    for (size_t n = 0; n < self->buffers_count; n++)
        PyBuffer_Release(&self->buffers[n]);
    self->buffers_count = 0;
    Py_RETURN_NONE;
}

static void glance_free(PyObject *object)
{
    Glance *self = (Glance *)object;
    Py_XDECREF(glance_close(self, NULL));
    PyBuffer_Release(&self->classes);
    PyBuffer_Release(&self->alike_map);
    PyMem_Free(self->buffers);
    PyMem_Free(self->prints);
    PyMem_Free(self->terms);
    PyMem_Free(self->letters.units);
    PyMem_Free(self->letters.places);
    PyMem_Free(self->heads);
    PyMem_Free(self->starts);
    Py_XDECREF(self->keys);
    Py_TYPE(object)->tp_free(object);
}

/* Take the endings of titles, one a line, of one or two characters each. */
static bool note_endings(Endings *endings, PyObject *lines)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(lines), column = 0;
    for (Py_ssize_t at = 0; at < size; at++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(lines, at);
        if (c == '\n' && column > 0) {
            uint16_t last = (uint16_t)endings->chars[endings->count++][column - 1];
            endings->last[last >> 3] |= (uint8_t)(1 << (last & 7));
            column = 0;
        } else if (!fits(endings->count < MOST_ENDINGS && column < 2, "endings of 1 or 2 letters"))
            return false;
        else
            endings->chars[endings->count][column++] = c;
    }
    return fits(column == 0, "a line end behind every ending");
}

/* Glance(keys, classes, alike map or None, (body, alike, prefix, term) units, endings) */
static PyObject *glance_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named))
{
    PyObject *keys, *endings;
    Glance *self = (Glance *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    if (PyArg_ParseTuple(args, "O!y*z*(HHHH)U:Glance", &KeysType, &keys, &self->classes,
                         &self->alike_map, &self->body, &self->alike, &self->prefix, &self->term,
                         &endings)) {
        self->keys = Py_NewRef(keys);
        if (note_endings(&self->endings, endings) &&
            fits(self->classes.len == 65536, "65,536 classes") &&
            fits(!self->alike_map.buf || self->alike_map.len == 2 * 65536, "65,536 units"))
            return (PyObject *)self;
    }
    Py_DECREF(self);
    return NULL;
}

static PyMethodDef glance_methods[] = {
    {"looks", (PyCFunction)(void (*)(void))glance_looks, METH_FASTCALL, NULL},
    {"add_prints", (PyCFunction)glance_add_prints, METH_VARARGS, NULL},
    {"add_terms", (PyCFunction)glance_add_terms, METH_VARARGS, NULL},
    {"close", (PyCFunction)glance_close, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject GlanceType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "zhamen.register._compiled.Glance",
    .tp_basicsize = sizeof(Glance),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Tells whether a bundle may know anything of a text.",
    .tp_new = glance_new,
    .tp_dealloc = glance_free,
    .tp_methods = glance_methods,
};
