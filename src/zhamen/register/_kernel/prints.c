/* Windows of letters to prints: what prints.py says, a batch of blocks at a time. */

#include "kernel.h"

#define UNIT_7 48         /* bits before the last unit of the high word */
#define MOST_LETTERS 4096 /* of a term: its length stands in 12 bits */

static inline uint64_t word_at(const uint16_t *units)
{
    uint64_t word;
    memcpy(&word, units, sizeof word);
    return word;
}

/* The first units of a block, by how many of them are its own. */
static const Block masks[WINDOW + 1] = {
    {0, 0},
    {0xFFFF, 0},
    {0xFFFFFFFF, 0},
    {0xFFFFFFFFFFFF, 0},
    {~0ULL, 0},
    {~0ULL, 0xFFFF},
    {~0ULL, 0xFFFFFFFF},
    {~0ULL, 0xFFFFFFFFFFFF},
};

void first_prints(const Keys *keys, const uint16_t *units, size_t count, size_t step, Shape shape,
                  uint64_t *out)
{
    Block blocks[BATCH], mask = masks[shape.width];
    uint64_t domain = (uint64_t)shape.domain << UNIT_7;
    for (size_t n = 0; n < count; n++, units += step)
        blocks[n] = (Block){word_at(units) & mask.low, (word_at(units + 4) & mask.high) | domain};
    one_way(&keys->first, blocks, count);
    for (size_t n = 0; n < count; n++)
        out[n] = blocks[n].low;
}

void second_prints(const Keys *keys, const uint64_t *first, size_t count, uint64_t *out)
{
    Block blocks[BATCH];
    for (size_t n = 0; n < count; n++)
        blocks[n] = (Block){first[n], 0};
    one_way(&keys->second, blocks, count);
    for (size_t n = 0; n < count; n++)
        out[n] = blocks[n].low;
}

/* The block of the piece's letters from `at` on, before the state is mixed in. */
static inline Block block_of(const Piece *piece, size_t at, uint16_t domain)
{
    size_t left = piece->length - at;
    Block mask = masks[left < WINDOW ? left : WINDOW];
    uint16_t last = at ? domain : (uint16_t)(domain ^ piece->length << 4);
    Block block = {word_at(piece->units + at) & mask.low,
                   (word_at(piece->units + at + 4) & mask.high) | (uint64_t)last << UNIT_7};
    size_t open = piece->open - 1 - at; /* wraps round where none is open in this block */
    if (open < 4)
        block.low |= (uint64_t)WILDCARD << 16 * open;
    else if (open < WINDOW)
        block.high |= (uint64_t)WILDCARD << 16 * (open - 4);
    return block;
}

void chained_prints(const Keys *keys, const Piece *pieces, size_t count, uint16_t domain,
                    uint64_t *out)
{
    Block state[BATCH], blocks[BATCH];
    uint8_t alive[BATCH];
    size_t left = count;
    memset(state, 0, count * sizeof *state);
    for (size_t at = 0; left; at += WINDOW) {
        left = 0;
        for (size_t n = 0; n < count; n++)
            if (pieces[n].length > at) {
                Block block = block_of(&pieces[n], at, domain);
                blocks[left] = (Block){block.low ^ state[n].low, block.high ^ state[n].high};
                alive[left++] = (uint8_t)n;
            }
        one_way(&keys->first, blocks, left);
        for (size_t n = 0; n < left; n++)
            state[alive[n]] = blocks[n];
    }
    for (size_t n = 0; n < count; n++)
        out[n] = state[n].low;
}

/* -- the type Keys ---------------------------------------------------------------------------- */

static PyObject *keys_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named))
{
    Py_buffer first, second;
    if (!PyArg_ParseTuple(args, "y*y*:Keys", &first, &second))
        return NULL;
    Keys *keys = NULL;
    if (first.len != 16 || second.len != 16)
        PyErr_SetString(PyExc_ValueError, "a key has 16 bytes");
    else if ((keys = (Keys *)type->tp_alloc(type, 0)) != NULL) {
        aes_expand(first.buf, &keys->first);
        aes_expand(second.buf, &keys->second);
    }
    PyBuffer_Release(&first);
    PyBuffer_Release(&second);
    return (PyObject *)keys;
}

static void keys_free(PyObject *self)
{
    volatile uint8_t *bytes = (volatile uint8_t *)&((Keys *)self)->first;
    for (size_t n = 0; n < 2 * sizeof(Schedule); n++)
        bytes[n] = 0;
    Py_TYPE(self)->tp_free(self);
}

/* first(blocks, out): stage 1 of each block of eight units. */
static PyObject *keys_first(Keys *self, PyObject *args)
{
    Py_buffer in, out;
    if (!PyArg_ParseTuple(args, "y*w*:first", &in, &out))
        return NULL;
    size_t count = (size_t)in.len / sizeof(Block);
    bool fits = in.len % (Py_ssize_t)sizeof(Block) == 0 && (size_t)out.len == count * 8;
    for (size_t at = 0; fits && at < count; at += BATCH) {
        Block blocks[BATCH];
        uint64_t prints[BATCH];
        size_t some = count - at < BATCH ? count - at : BATCH;
        memcpy(blocks, (const Block *)in.buf + at, some * sizeof *blocks);
        one_way(&self->first, blocks, some);
        for (size_t n = 0; n < some; n++)
            prints[n] = blocks[n].low;
        memcpy((char *)out.buf + at * 8, prints, some * 8);
    }
    PyBuffer_Release(&in);
    PyBuffer_Release(&out);
    if (!fits)
        return PyErr_Format(PyExc_ValueError, "one print for each whole block");
    Py_RETURN_NONE;
}

/* second(first, out): stage 2 of each stage-1 print. */
static PyObject *keys_second(Keys *self, PyObject *args)
{
    Py_buffer in, out;
    if (!PyArg_ParseTuple(args, "y*w*:second", &in, &out))
        return NULL;
    bool fits = in.len == out.len && in.len % 8 == 0;
    size_t count = (size_t)in.len / 8;
    Py_BEGIN_ALLOW_THREADS
    for (size_t at = 0; fits && at < count; at += BATCH) {
        uint64_t prints[BATCH];
        size_t some = count - at < BATCH ? count - at : BATCH;
        memcpy(prints, (const char *)in.buf + at * 8, some * 8);
        second_prints(self, prints, some, prints);
        memcpy((char *)out.buf + at * 8, prints, some * 8);
    }
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&in);
    PyBuffer_Release(&out);
    if (!fits)
        return PyErr_Format(PyExc_ValueError, "one print for each print");
    Py_RETURN_NONE;
}

/* chained(units of all terms and PAD more, letters of each, domain, out) */
static PyObject *keys_chained(Keys *self, PyObject *args)
{
    Py_buffer units, out;
    Py_ssize_t length;
    unsigned short domain;
    if (!PyArg_ParseTuple(args, "y*nHw*:chained", &units, &length, &domain, &out))
        return NULL;
    size_t count = (size_t)out.len / 8, size = (size_t)units.len / 2;
    bool fits = out.len % 8 == 0 && length >= 0 && length < MOST_LETTERS &&
                size == count * (size_t)length + PAD;
    for (size_t at = 0; fits && at < count; at += BATCH) {
        Piece pieces[BATCH];
        uint64_t prints[BATCH];
        size_t some = count - at < BATCH ? count - at : BATCH;
        for (size_t n = 0; n < some; n++)
            pieces[n] = (Piece){(const uint16_t *)units.buf + (at + n) * (size_t)length,
                                (size_t)length, 0};
        chained_prints(self, pieces, some, domain, prints);
        memcpy((char *)out.buf + at * 8, prints, some * 8);
    }
    PyBuffer_Release(&units);
    PyBuffer_Release(&out);
    if (!fits)
        return PyErr_Format(PyExc_ValueError, "one print for each term of one length");
    Py_RETURN_NONE;
}

static PyMethodDef keys_methods[] = {
    {"first", (PyCFunction)keys_first, METH_VARARGS, NULL},
    {"second", (PyCFunction)keys_second, METH_VARARGS, NULL},
    {"chained", (PyCFunction)keys_chained, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject KeysType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "zhamen.register._compiled.Keys",
    .tp_basicsize = sizeof(Keys),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "The two stages' AES-128 keys, expanded.",
    .tp_new = keys_new,
    .tp_dealloc = keys_free,
    .tp_methods = keys_methods,
};
