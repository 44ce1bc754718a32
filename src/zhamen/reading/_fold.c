/* Folding by one table look-up a character, straight into the new text: normal.fold_by_kernel.
 * A second implementation of fold_by_numpy; tests/reading/test_fold.py compares them. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define UNICODE_END 0x110000
#define GROWS UNICODE_END /* normal._GROWS: a character that becomes several */

typedef struct {
    Py_ssize_t kept;
    uint32_t all; /* every kept character, or'ed: its highest bit says how wide they are */
    bool grows;
} Seen;

/* Look every character up; called with a constant kind, so that each has a loop of its own. */
__attribute__((always_inline)) static inline Seen
look_up(const void *data, Py_ssize_t size, int kind, const uint32_t *table, uint32_t *mapped)
{
    Seen seen = {0, 0, false};
    uint32_t all = 0;
    Py_ssize_t kept = 0;
    for (Py_ssize_t at = 0; at < size; at++) {
        uint32_t code = table[PyUnicode_READ(kind, data, at)];
        mapped[at] = code;
        all |= code;
        kept += code != 0;
    }
    seen.all = all;
    seen.kept = kept;
    if (all >= GROWS)
        for (Py_ssize_t at = 0; at < size; at++)
            seen.grows |= mapped[at] >= GROWS;
    return seen;
}

static Seen look_up_text(PyObject *text, const uint32_t *table, uint32_t *mapped)
{
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND:
        return look_up(data, size, PyUnicode_1BYTE_KIND, table, mapped);
    case PyUnicode_2BYTE_KIND:
        return look_up(data, size, PyUnicode_2BYTE_KIND, table, mapped);
    default:
        return look_up(data, size, PyUnicode_4BYTE_KIND, table, mapped);
    }
}

__attribute__((always_inline)) static inline void
keep(void *data, int kind, const uint32_t *mapped, Py_ssize_t size, Py_ssize_t kept)
{
    Py_ssize_t next = 0;
    for (Py_ssize_t at = 0; at < size && next < kept; at++) {
        /* Written in any case, and written over by the next one if it is dropped. */
        PyUnicode_WRITE(kind, data, next, mapped[at]);
        next += mapped[at] != 0;
    }
}

/* The widest character decides how a text is stored: an equal text has an equal form. */
static Py_UCS4 widest(uint32_t all)
{
    return all < 0x80 ? 0x7F : all < 0x100 ? 0xFF : all < 0x10000 ? 0xFFFF : UNICODE_END - 1;
}

static PyObject *kept_text(const uint32_t *mapped, Py_ssize_t size, const Seen *seen)
{
    PyObject *folded = PyUnicode_New(seen->kept, widest(seen->all));
    if (folded == NULL || seen->kept == 0)
        return folded;
    switch (PyUnicode_KIND(folded)) {
    case PyUnicode_1BYTE_KIND:
        keep(PyUnicode_DATA(folded), PyUnicode_1BYTE_KIND, mapped, size, seen->kept);
        break;
    case PyUnicode_2BYTE_KIND:
        keep(PyUnicode_DATA(folded), PyUnicode_2BYTE_KIND, mapped, size, seen->kept);
        break;
    default:
        keep(PyUnicode_DATA(folded), PyUnicode_4BYTE_KIND, mapped, size, seen->kept);
        break;
    }
    return folded;
}

static PyObject *folded_and_codes(PyObject *text, const uint32_t *table)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    PyObject *codes = PyBytes_FromStringAndSize(NULL, size * (Py_ssize_t)sizeof(uint32_t));
    if (codes == NULL)
        return NULL;
    /* The content of a bytes object begins at a multiple of its size header's alignment. */
    uint32_t *mapped = (uint32_t *)(void *)PyBytes_AS_STRING(codes);
    Seen seen = look_up_text(text, table, mapped);
    PyObject *folded = seen.grows ? NULL : kept_text(mapped, size, &seen);
    PyObject *both = NULL;
    if (seen.grows)
        both = Py_NewRef(Py_None);
    else if (folded)
        both = PyTuple_Pack(2, folded, codes);
    Py_XDECREF(folded);
    Py_DECREF(codes);
    return both;
}

/* fold(text, table of all code points) -> (folded text, codes in UTF-32 with zeros for what was
 *     dropped), or None where a character grows */
static PyObject *fold(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t count)
{
    Py_buffer table;
    PyObject *both = NULL;
    if (count != 2 || !PyUnicode_Check(args[0]))
        return PyErr_Format(PyExc_TypeError, "a text and a table are wanted");
#if PY_VERSION_HEX < 0x030C0000
    if (PyUnicode_READY(args[0]) < 0)
        return NULL;
#endif
    if (PyObject_GetBuffer(args[1], &table, PyBUF_SIMPLE) < 0)
        return NULL;
    if (table.len != UNICODE_END * (Py_ssize_t)sizeof(uint32_t) || (uintptr_t)table.buf % 4)
        PyErr_SetString(PyExc_ValueError, "a table has a number for every code point");
    else
        both = folded_and_codes(args[0], table.buf);
    PyBuffer_Release(&table);
    return both;
}

/* Write the table's byte for each code, those that are `dropped` left out; return how many. */
static Py_ssize_t look_up_codes(const Py_buffer *codes, const uint8_t *table, uint8_t dropped,
                                uint8_t *out)
{
    Py_ssize_t next = 0;
    for (Py_ssize_t at = 0; at < codes->len / 4; at++) {
        uint32_t code;
        memcpy(&code, (const char *)codes->buf + 4 * at, sizeof code);
        /* Written in any case, and written over by the next one if it is dropped. */
        out[next] = code < UNICODE_END ? table[code] : dropped;
        next += out[next] != dropped;
    }
    return next;
}

/* look_up(codes in UTF-32, table of a byte for each code point, byte that drops) -> bytes */
static PyObject *look_up_bytes(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer codes, table;
    unsigned char dropped;
    if (!PyArg_ParseTuple(args, "y*y*b:look_up", &codes, &table, &dropped))
        return NULL;
    PyObject *found = NULL;
    if (table.len != UNICODE_END || codes.len % 4)
        PyErr_SetString(PyExc_ValueError, "whole codes, and a byte for every code point");
    else if ((found = PyBytes_FromStringAndSize(NULL, codes.len / 4)) != NULL)
        _PyBytes_Resize(&found, look_up_codes(&codes, table.buf, dropped,
                                              (uint8_t *)PyBytes_AS_STRING(found)));
    PyBuffer_Release(&codes);
    PyBuffer_Release(&table);
    return found;
}

static PyMethodDef methods[] = {
    {"fold", (PyCFunction)(void (*)(void))fold, METH_FASTCALL, NULL},
    {"look_up", look_up_bytes, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "zhamen.reading._fold",
    .m_doc = "Folding, compiled.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__fold(void)
{
    return PyModuleDef_Init(&definition);
}
