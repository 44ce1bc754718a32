/* Probing the table of prints: table.probe, one cache line a probe, asked for ahead of time. */

#include "kernel.h"

#define AHEAD 32

typedef struct {
    Py_ssize_t *which, *lanes;
    size_t room, count; /* `count` may pass `room`: then the caller makes more and asks again */
} Found;

static void note(const Rows *rows, Found *found, size_t print, size_t row, uint32_t lanes,
                 uint16_t tag)
{
    const uint8_t *line = rows->tags + row * ROW_BYTES;
    for (; lanes; lanes &= lanes - 1) {
        unsigned lane = (unsigned)__builtin_ctz(lanes);
        if (rows->classes > 1 && class_of_lane(line, lane, tag) >= rows->classes)
            continue;
        if (found->count < found->room) {
            found->which[found->count] = (Py_ssize_t)print;
            found->lanes[found->count] = (Py_ssize_t)(row * WIDTH + lane);
        }
        found->count++;
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

/* Follow one print from its home row to where its list ends. */
static bool follow(const Rows *rows, const uint64_t print, size_t number, Found *found,
                   PyObject *unchecked)
{
    uint16_t tag = tag_of(print);
    size_t home = row_of(print, rows->rows);
    bool on = true;
    for (size_t row = home; on; row++) {
        if (row >= rows->total) {
            PyErr_SetString(PyExc_IndexError, "a row beyond the table");
            return false;
        }
        if (unlikely(!is_good(rows, row)))
            return report(unchecked, row);
        const uint8_t *line = rows->tags + row * ROW_BYTES;
        uint32_t lanes = row == home ? lanes_at_home(rows, line, list_of(print), tag, &on)
                                     : lanes_behind(rows, line, tag, &on);
        if (unlikely(lanes))
            note(rows, found, number, row, lanes, tag);
    }
    return true;
}

static bool probe_all(const Rows *rows, const uint8_t *prints, size_t count, Found *found,
                      PyObject *unchecked)
{
    for (size_t n = 0; n < count; n++) {
        uint64_t print;
        if (n + AHEAD < count) {
            memcpy(&print, prints + (n + AHEAD) * 8, sizeof print);
            size_t row = row_of(print, rows->rows);
            if (row < rows->total)
                __builtin_prefetch(rows->tags + row * ROW_BYTES);
        }
        memcpy(&print, prints + n * 8, sizeof print);
        if (!follow(rows, print, n, found, unchecked))
            return false;
    }
    return true;
}

/* probe(tags, home rows, classes, good or None, prints, which out, lanes out)
 *     -> (how many, unchecked) */
PyObject *kernel_probe(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer tags, good, prints, which, lanes;
    Py_ssize_t home;
    unsigned classes;
    if (!PyArg_ParseTuple(args, "y*nIz*y*w*w*:probe", &tags, &home, &classes, &good, &prints,
                          &which, &lanes))
        return NULL;
    Rows rows = rows_of(&tags, home, classes, good.buf);
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
