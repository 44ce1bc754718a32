/* A glance: does a bundle know anything of a text? In one call.
 *
 * It may say "look" for nothing, and never fails to where there is something. What it finds:
 * (1) two windows of the body in one segment's table, at a distance that a quotation has (body.c);
 * (2) a term of any length, exactly or with one letter left open (terms.c).
 * This file makes a glance and keeps its memory. */

#include "glance.h"

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
    for (int n = 0; n < 2; n++) {
        Letters *letters = n ? &self->every : &self->own;
        letters->units = grown(letters->units, room * sizeof *letters->units, &done);
        letters->places = grown(letters->places, room * sizeof *letters->places, &done);
    }
    self->of_body = grown(self->of_body, room * sizeof *self->of_body, &done);
    self->heads = grown(self->heads, room * sizeof *self->heads, &done);
    if (done)
        self->room = room;
    else
        PyErr_NoMemory();
    return done;
}

static void pad(Letters *letters)
{
    memset(letters->units + letters->count, 0, PAD * sizeof *letters->units);
}

/* Read the text's letters. Most texts have no short numbers: then all letters are the body's. */
static void read_letters(Glance *self, const Text *text)
{
    Letters *own = &self->own, *every = &self->every;
    bool dropped;
    own->count = body_letters(text, self->classes.buf, own->units, own->places, &dropped);
    pad(own);
    if (!self->terms_count)
        return;
    if (dropped) {
        every->count = whole_letters(text, self->classes.buf, every->units, every->places);
    } else {
        every->count = own->count;
        memcpy(every->units, own->units, (size_t)own->count * sizeof *own->units);
        memcpy(every->places, own->places, (size_t)own->count * sizeof *own->places);
    }
    pad(every);
}

static void put_together(Glance *self)
{
    const uint8_t *map = self->alike_map.buf;
    for (Py_ssize_t n = 0; n < self->own.count; n++)
        memcpy(self->own.units + n, map + 2 * (size_t)self->own.units[n], 2);
}

static size_t some_of(size_t count, size_t at)
{
    return at >= count ? 0 : count - at < SOME ? count - at : SOME;
}

/* The body's windows, and the heads of terms meanwhile: one waits for memory, the other computes. */
static int look_through(Glance *self, const Text *text, bool alike, bool with_terms)
{
    size_t letters = (size_t)self->own.count, every = (size_t)self->every.count;
    size_t windows = letters > WINDOW ? letters - WINDOW + 1 : 0;
    size_t heads = with_terms && every >= PREFIX ? every - PREFIX + 1 : 0;
    bool sure = true;
    Answer answer = NOTHING;
    body_begin(self, alike);
    terms_begin(self);
    for (size_t at = 0; at < windows || at < heads; at += SOME) {
        size_t some = some_of(windows, at);
        if (some && sure)
            sure = body_some(self, alike, at, some);
        some = some_of(heads, at);
        if (some && answer == NOTHING)
            answer = terms_some(self, text, at, some);
    }
    if (answer == NOTHING)
        answer = terms_end(self, text, heads);
    return (sure ? body_end(self, alike, windows) : LOOK_BODY | UNSURE) |
           (answer == LOOK ? LOOK_TERMS : 0);
}

static int glance(Glance *self, const Text *text, bool alike)
{
    read_letters(self, text);
    int looks = look_through(self, text, false, self->terms_count > 0);
    if (alike && self->alike_map.buf) {
        put_together(self);
        looks |= look_through(self, text, true, false);
    }
    return looks;
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
    if ((size_t)text.size > UINT32_MAX)
        return PyLong_FromLong(LOOK_BODY | LOOK_TERMS | UNSURE);
    return PyLong_FromLong(glance(self, &text, args[1] == Py_True));
}

static PyObject *column_of(const Prints *table, size_t offset)
{
    PyObject *column = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(table->count * sizeof(Py_ssize_t)));
    char *out = column ? PyBytes_AS_STRING(column) : NULL;
    for (size_t n = 0; out && n < table->count; n++)
        memcpy(out + n * sizeof(Py_ssize_t), (const char *)&table->hits[n] + offset, sizeof(Py_ssize_t));
    return column;
}

/* hits(number of a table) -> letters, lanes and classes of the last text's hits, in order */
static PyObject *glance_hits(Glance *self, PyObject *number)
{
    size_t which = PyLong_AsSize_t(number);
    if (PyErr_Occurred())
        return NULL;
    if (which >= self->prints_count)
        return PyErr_Format(PyExc_IndexError, "no such table");
    const Prints *table = &self->prints[which];
    return Py_BuildValue("NNN", column_of(table, offsetof(Hit, at)),
                         column_of(table, offsetof(Hit, lane)),
                         column_of(table, offsetof(Hit, of)));
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

static PyObject *add_table(Glance *self, Prints table, unsigned classes, Py_ssize_t rows,
                           PyObject *tags, PyObject *good)
{
    Prints *more = PyMem_Realloc(self->prints, (self->prints_count + 1) * sizeof *more);
    const Py_buffer *buffer;
    if (more == NULL)
        return PyErr_NoMemory();
    self->prints = more;
    if ((buffer = hold(self, tags)) == NULL)
        return NULL;
    table.rows = rows_of(buffer, rows, classes, NULL);
    if ((buffer = hold(self, good)) == NULL)
        return NULL;
    table.rows.good = buffer->buf;
    if (!fits(rows >= 0 && rows <= UINT32_MAX && (size_t)rows <= table.rows.total &&
                  (size_t)buffer->len >= (table.rows.total * ROW_BYTES + CHUNK - 1) / CHUNK,
              "a row for each home row, and a check mark for each chunk"))
        return NULL;
    more[self->prints_count++] = table;
    Py_RETURN_NONE;
}

/* add_prints(tags, good, home rows, distances of each class, alike?, (cover, period)) */
static PyObject *glance_add_prints(Glance *self, PyObject *args)
{
    PyObject *tags_object, *good_object;
    Py_ssize_t rows;
    Py_buffer distances;
    int alike;
    unsigned cover, period;
    if (!PyArg_ParseTuple(args, "OOny*p(II):add_prints", &tags_object, &good_object, &rows,
                          &distances, &alike, &cover, &period))
        return NULL;
    Prints table = {.alike = alike, .period = period};
    size_t classes = (size_t)distances.len / sizeof *table.distances;
    bool fit = fits(classes >= 1 && classes <= CLASSES, "1 to 16 classes") &&
               fits(period >= 1 && period <= LONGEST_PERIOD && cover >> period == 0,
                    "a cover of a period");
    if (fit)
        memcpy(table.distances, distances.buf, classes * sizeof *table.distances);
    for (unsigned at = 0; fit && at < 64; at++)
        table.cover |= (uint64_t)(cover >> at % period & 1) << at;
    for (size_t n = 0; fit && n < classes; n++)
        table.any_distance |= table.distances[n];
    PyBuffer_Release(&distances);
    return fit ? add_table(self, table, (unsigned)classes, rows, tags_object, good_object) : NULL;
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

/* Take lengths, ascending, each once. */
static bool note_lengths(uint8_t out[LONGEST_TERM], size_t *count, const Py_buffer *lengths)
{
    const uint8_t *from = lengths->buf;
    bool done = lengths->len <= LONGEST_TERM;
    for (Py_ssize_t n = 0; done && n < lengths->len; n++) {
        done = from[n] >= PREFIX && from[n] <= LONGEST_TERM && (!n || from[n] > from[n - 1]);
        out[n] = from[n];
    }
    *count = (size_t)lengths->len;
    return fits(done, "lengths of 3 to 64 letters, ascending");
}

static bool hold_bloom(Glance *self, Bloom *bloom, PyObject *object)
{
    const Py_buffer *buffer = hold(self, object);
    if (buffer == NULL)
        return false;
    size_t half = (size_t)buffer->len / 16;
    const uint64_t *words = buffer->buf;
    if (!fits(half > 1 && (half & (half - 1)) == 0 && (size_t)buffer->len == half * 16 &&
                  (uintptr_t)words % sizeof *words == 0,
              "a filter of two halves of a power of two words"))
        return false;
    *bloom = (Bloom){words, words + half, 64 - (unsigned)__builtin_ctzll(half)};
    return true;
}

static bool hold_table(Glance *self, Terms *terms, PyObject *tags, PyObject *numbers)
{
    const Py_buffer *buffer = hold(self, tags);
    if (buffer == NULL)
        return false;
    size_t size = (size_t)buffer->len;
    terms->tags = buffer->buf;
    terms->total = size / TERM_ROW_BYTES;
    if ((buffer = hold(self, numbers)) == NULL)
        return false;
    if (!fits(size == (size_t)buffer->len && terms->rows <= terms->total,
              "a number for each tag, and a row for each home row"))
        return false;
    if (has_zero(terms->tags, buffer->buf, size / 4))
        terms->numbers = buffer->buf;
    return true;
}

/* add_terms(heads, tags, numbers, home rows, lengths, lengths with an open letter) */
static PyObject *glance_add_terms(Glance *self, PyObject *args)
{
    PyObject *heads, *tags, *numbers;
    Py_ssize_t rows;
    Py_buffer exact, wild;
    if (!PyArg_ParseTuple(args, "OOOny*y*:add_terms", &heads, &tags, &numbers, &rows, &exact,
                          &wild))
        return NULL;
    Terms terms = {.rows = (size_t)rows};
    Terms *more = PyMem_Realloc(self->terms, (self->terms_count + 1) * sizeof *more);
    bool done = false;
    if (more == NULL) {
        PyErr_NoMemory();
    } else {
        self->terms = more;
        done = fits(rows >= 0 && rows <= UINT32_MAX, "a number of rows") &&
               hold_bloom(self, &terms.heads, heads) &&
               hold_table(self, &terms, tags, numbers) &&
               note_lengths(terms.lengths, &terms.lengths_count, &exact) &&
               note_lengths(terms.wild, &terms.wild_count, &wild);
        for (size_t n = 0; done && n < terms.wild_count; n++)
            terms.is_wild[terms.wild[n]] = true;
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
    for (size_t n = 0; n < self->prints_count; n++)
        PyMem_Free(self->prints[n].hits);
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
    PyMem_Free(self->own.units);
    PyMem_Free(self->own.places);
    PyMem_Free(self->every.units);
    PyMem_Free(self->every.places);
    PyMem_Free(self->of_body);
    PyMem_Free(self->heads);
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
    {"hits", (PyCFunction)glance_hits, METH_O, NULL},
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
