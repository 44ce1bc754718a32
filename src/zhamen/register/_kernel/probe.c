/* Probing the table of prints: table.probe, one cache line a probe, asked for ahead of time. */

#include "kernel.h"

#define AHEAD 32

typedef struct {
    Py_ssize_t *which, *lanes;
    size_t room, count; /* `count` may pass `room`: then the caller makes more and asks again */
} Found;

static void note(Found *found, size_t print, size_t row, uint32_t lanes)
{
    for (; lanes; lanes &= lanes - 1, found->count++)
        if (found->count < found->room) {
            found->which[found->count] = (Py_ssize_t)print;
            found->lanes[found->count] = (Py_ssize_t)(row * LANES) + __builtin_ctz(lanes);
        }
}

/* Add a chunk that must be checked before it may be answered from. */
static bool report(PyObject *unchecked, size_t row)
{
    PyObject *chunk = PyLong_FromSize_t(row / (CHUNK / ROW_BYTES));
    bool done = chunk != NULL && PyList_Append(unchecked, chunk) == 0;
    Py_XDECREF(chunk);
    return done;
}

/* Follow one print from its home row to the first row with an empty lane. */
static bool follow(const Rows *rows, const uint64_t print, size_t number, Found *found,
                   PyObject *unchecked)
{
    uint16_t tag = tag_of(print);
    for (size_t row = row_of(print, rows->rows);; row++) {
        if (row >= rows->total) {
            PyErr_SetString(PyExc_IndexError, "a row beyond the table");
            return false;
        }
        if (unlikely(!is_good(rows, row)))
            return report(unchecked, row);
        const uint8_t *line = rows->tags + row * ROW_BYTES;
        note(found, number, row, lanes_of(line, tag));
        if (likely(last_tag(line) == 0))
            return true;
    }
}

static bool probe_all(const Rows *rows, const uint8_t *prints, size_t count, Found *found,
                      PyObject *unchecked)
{
    for (size_t n = 0; n < count; n++) {
        uint64_t print;
        if (n + AHEAD < count) {
            memcpy(&print, prints + (n + AHEAD) * 8, sizeof print);
            size_t row = row_of(print, rows->rows);
            if (row < rows->total) {
                __builtin_prefetch(rows->tags + row * ROW_BYTES);
                __builtin_prefetch(rows->tags + (row + 1) * ROW_BYTES); /* one in seven is full */
            }
        }
        memcpy(&print, prints + n * 8, sizeof print);
        if (!follow(rows, print, n, found, unchecked))
            return false;
    }
    return true;
}

/* probe(tags, home rows, good or None, prints, which out, lanes out) -> (how many, unchecked) */
PyObject *kernel_probe(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer tags, good, prints, which, lanes;
    Py_ssize_t home;
    if (!PyArg_ParseTuple(args, "y*nz*y*w*w*:probe", &tags, &home, &good, &prints, &which, &lanes))
        return NULL;
    Rows rows = {tags.buf, good.buf, (size_t)home, (size_t)tags.len / ROW_BYTES};
    size_t room = (size_t)which.len / sizeof(Py_ssize_t);
    Found found = {which.buf, lanes.buf, room, 0};
    PyObject *unchecked = PyList_New(0);
    bool done = false;
    if (home < 0 || home > UINT32_MAX || prints.len % 8 || lanes.len != which.len ||
        (good.buf && (size_t)good.len < (rows.total * ROW_BYTES + CHUNK - 1) / CHUNK))
        PyErr_SetString(PyExc_ValueError, "whole prints, and a check mark for each chunk");
    else if (unchecked)
        done = probe_all(&rows, prints.buf, (size_t)prints.len / 8, &found, unchecked);
    PyBuffer_Release(&tags);
    PyBuffer_Release(&good);
    PyBuffer_Release(&prints);
    PyBuffer_Release(&which);
    PyBuffer_Release(&lanes);
    PyObject *answer = done ? Py_BuildValue("nO", (Py_ssize_t)found.count, unchecked) : NULL;
    Py_XDECREF(unchecked);
    return answer;
}
