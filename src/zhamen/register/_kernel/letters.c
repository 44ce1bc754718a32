/* Letters: what letters.py says, read from the text's own memory. */

#include "kernel.h"

#define PLANE 0x10000
#define DIGIT 2
#define SHORT_RUN 2

bool text_of(PyObject *object, Text *text)
{
    if (!PyUnicode_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "a text is wanted");
        return false;
    }
#if PY_VERSION_HEX < 0x030C0000
    if (PyUnicode_READY(object) < 0)
        return false;
#endif
    *text = (Text){PyUnicode_DATA(object), PyUnicode_GET_LENGTH(object), PyUnicode_KIND(object)};
    return true;
}

static inline uint8_t class_of(Py_UCS4 c, const uint8_t *classes, uint16_t *unit)
{
    if (likely(c < PLANE)) {
        *unit = (uint16_t)c;
        return classes[c];
    }
    *unit = (uint16_t)(c ^ c >> 16);
    return Py_UNICODE_ISALNUM(c) ? 1 : 0;
}

static inline bool is_digit(Py_UCS4 c)
{
    return c >= '0' && c <= '9';
}

/* Called with a constant kind, so that each kind has a loop of its own. */
__attribute__((always_inline)) static inline Py_ssize_t
letters(const void *data, Py_ssize_t size, int kind, const uint8_t *classes, bool body,
        uint16_t *units, Py_ssize_t *places, bool *dropped)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t at = 0; at < size; at++) {
        uint16_t unit;
        uint8_t class = class_of(PyUnicode_READ(kind, data, at), classes, &unit);
        if (body && unlikely(class == DIGIT)) {
            Py_ssize_t end = at + 1;
            while (end < size && is_digit(PyUnicode_READ(kind, data, end)))
                end++;
            if (end - at <= SHORT_RUN)
                *dropped = true;
            else
                for (Py_ssize_t each = at; each < end; each++, count++) {
                    units[count] = (uint16_t)PyUnicode_READ(kind, data, each);
                    if (places)
                        places[count] = each;
                }
            at = end - 1;
            continue;
        }
        /* Written in any case and counted if it is one: a branch would be guessed wrong. */
        units[count] = unit;
        if (places)
            places[count] = at;
        count += class != 0;
    }
    return count;
}

#define BY_KIND(body, dropped)                                                                    \
    switch (text->kind) {                                                                         \
    case PyUnicode_1BYTE_KIND:                                                                    \
        return letters(text->data, text->size, PyUnicode_1BYTE_KIND, classes, body, units,        \
                       places, dropped);                                                          \
    case PyUnicode_2BYTE_KIND:                                                                    \
        return letters(text->data, text->size, PyUnicode_2BYTE_KIND, classes, body, units,        \
                       places, dropped);                                                          \
    default:                                                                                      \
        return letters(text->data, text->size, PyUnicode_4BYTE_KIND, classes, body, units,        \
                       places, dropped);                                                          \
    }

Py_ssize_t body_letters(const Text *text, const uint8_t *classes, uint16_t *units,
                        Py_ssize_t *places, bool *dropped)
{
    *dropped = false;
    BY_KIND(true, dropped)
}

Py_ssize_t whole_letters(const Text *text, const uint8_t *classes, uint16_t *units,
                         Py_ssize_t *places)
{
    BY_KIND(false, NULL)
}

/* letters(text, classes, body?, units out, places out) -> (how many, was a number left out?) */
PyObject *kernel_letters(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *object;
    Py_buffer classes, units, places;
    int body;
    Text text;
    if (!PyArg_ParseTuple(args, "Oy*pw*w*:letters", &object, &classes, &body, &units, &places))
        return NULL;
    Py_ssize_t count = -1;
    bool dropped = false;
    if (text_of(object, &text)) {
        if (classes.len != PLANE || units.len < 2 * text.size ||
            places.len < (Py_ssize_t)sizeof(Py_ssize_t) * text.size)
            PyErr_SetString(PyExc_ValueError, "room for the whole text, and 65,536 classes");
        else if (body)
            count = body_letters(&text, classes.buf, units.buf, places.buf, &dropped);
        else
            count = whole_letters(&text, classes.buf, units.buf, places.buf);
    }
    PyBuffer_Release(&classes);
    PyBuffer_Release(&units);
    PyBuffer_Release(&places);
    return count < 0 ? NULL : Py_BuildValue("nN", count, PyBool_FromLong(dropped));
}
