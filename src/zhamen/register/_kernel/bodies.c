/* Many bodies at once: enrolment from folded texts to stage-1 prints and sketches (bodies.py). */

#include "kernel.h"

/* The smallest distinct prints of a text, ascending. */
typedef struct {
    uint64_t least[SKETCH];
} Sketch;

static void sketch_add(Sketch *sketch, uint64_t print)
{
    size_t at = SKETCH;
    while (at > 0 && sketch->least[at - 1] > print)
        at--;
    if (at == SKETCH || (at > 0 && sketch->least[at - 1] == print))
        return;
    memmove(sketch->least + at + 1, sketch->least + at, (SKETCH - 1 - at) * sizeof print);
    sketch->least[at] = print;
}

typedef struct {
    const Keys *keys;
    const uint8_t *classes;
    uint16_t domain;
    uint16_t *units;
    size_t room;
    uint8_t *prints, *prints_end;
    uint8_t *kept_units, *kept_units_end; /* NULL: the letters are not asked for */
} Bodies;

static bool make_room(Bodies *bodies, size_t size)
{
    if (size + PAD <= bodies->room)
        return true;
    uint16_t *units = PyMem_RawRealloc(bodies->units, (size + PAD) * 2 * sizeof *units);
    if (units == NULL) {
        PyErr_NoMemory();
        return false;
    }
    bodies->units = units;
    bodies->room = (size + PAD) * 2;
    return true;
}

/* Write every `stride`-th print of the windows and note the smallest of all. */
static bool prints_of(Bodies *bodies, size_t letters, size_t stride, Sketch *sketch)
{
    size_t count = letters < WINDOW ? 0 : letters - WINDOW + 1, next = 0;
    Shape shape = {WINDOW, bodies->domain};
    if ((count + stride - 1) / stride > (size_t)(bodies->prints_end - bodies->prints) / 8)
        return false;
    for (size_t at = 0; at < count; at += BATCH) {
        uint64_t prints[BATCH];
        size_t some = count - at < BATCH ? count - at : BATCH;
        first_prints(bodies->keys, bodies->units + at, some, 1, shape, prints);
        for (size_t n = 0; n < some; n++)
            if (unlikely(prints[n] < sketch->least[SKETCH - 1]))
                sketch_add(sketch, prints[n]);
        for (; next < at + some; next += stride, bodies->prints += 8)
            memcpy(bodies->prints, &prints[next - at], 8);
    }
    return true;
}

static bool keep_units(Bodies *bodies, size_t letters)
{
    if (bodies->kept_units == NULL)
        return true;
    size_t size = letters * sizeof(uint16_t);
    if (size > (size_t)(bodies->kept_units_end - bodies->kept_units))
        return false;
    memcpy(bodies->kept_units, bodies->units, size);
    bodies->kept_units += size;
    return true;
}

static bool one_body(Bodies *bodies, PyObject *object, uint8_t stride, uint8_t *letters_out,
                     uint8_t *sketch_out)
{
    Text text;
    Sketch sketch;
    bool dropped;
    memset(&sketch, 0xFF, sizeof sketch);
    if (!text_of(object, &text) || !make_room(bodies, (size_t)text.size))
        return false;
    Py_ssize_t letters = body_letters(&text, bodies->classes, bodies->units, NULL, &dropped);
    memset(bodies->units + letters, 0, PAD * sizeof *bodies->units);
    if (!stride || !keep_units(bodies, (size_t)letters) ||
        !prints_of(bodies, (size_t)letters, stride, &sketch)) {
        PyErr_SetString(PyExc_ValueError, "room for every print, and a stride for every text");
        return false;
    }
    memcpy(letters_out, &letters, sizeof letters);
    memcpy(sketch_out, &sketch, sizeof sketch);
    return true;
}

/* bodies(keys, texts, strides, classes, domain, letters out, prints out, sketches out,
 *     units out or None) -> how many prints */
PyObject *kernel_bodies(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *keys, *texts, *units_object;
    Py_buffer strides, classes, letters, prints, sketches, units = {0};
    unsigned short domain;
    if (!PyArg_ParseTuple(args, "O!O!y*y*Hw*w*w*O:bodies", &KeysType, &keys, &PyList_Type, &texts,
                          &strides, &classes, &domain, &letters, &prints, &sketches,
                          &units_object))
        return NULL;
    Py_ssize_t count = PyList_GET_SIZE(texts), total = -1;
    bool fits = strides.len == count && classes.len == 65536 &&
                letters.len == count * (Py_ssize_t)sizeof(Py_ssize_t) &&
                sketches.len == count * SKETCH * 8;
    if (!fits)
        PyErr_SetString(PyExc_ValueError, "a stride, a number and a sketch for every text");
    else if (units_object == Py_None ||
             PyObject_GetBuffer(units_object, &units, PyBUF_WRITABLE) == 0) {
        Bodies bodies = {
            .keys = (const Keys *)keys, .classes = classes.buf, .domain = domain,
            .prints = prints.buf, .prints_end = (uint8_t *)prints.buf + prints.len,
            .kept_units = units.buf, .kept_units_end = (uint8_t *)units.buf + units.len,
        };
        Py_ssize_t n = 0;
        while (n < count && one_body(&bodies, PyList_GET_ITEM(texts, n),
                                     ((const uint8_t *)strides.buf)[n],
                                     (uint8_t *)letters.buf + n * (Py_ssize_t)sizeof(Py_ssize_t),
                                     (uint8_t *)sketches.buf + n * SKETCH * 8))
            n++;
        if (n == count)
            total = (bodies.prints - (uint8_t *)prints.buf) / 8;
        PyMem_RawFree(bodies.units);
    }
    PyBuffer_Release(&strides);
    PyBuffer_Release(&classes);
    PyBuffer_Release(&letters);
    PyBuffer_Release(&prints);
    PyBuffer_Release(&sketches);
    PyBuffer_Release(&units);
    return total < 0 ? NULL : PyLong_FromSsize_t(total);
}
