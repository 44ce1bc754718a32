/* The module: zhamen.register._compiled. Its only importer is kernel.py. */

#include "kernel.h"

/* choose(number of a cipher): for tests and comparisons */
static PyObject *kernel_choose(PyObject *Py_UNUSED(module), PyObject *which)
{
    Py_ssize_t number = PyLong_AsSsize_t(which);
    if (PyErr_Occurred())
        return NULL;
    if (number < 0 || !aes_choose((size_t)number))
        return PyErr_Format(PyExc_IndexError, "no such cipher");
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"choose", kernel_choose, METH_O, NULL},
    {"letters", kernel_letters, METH_VARARGS, NULL},
    {"probe", kernel_probe, METH_VARARGS, NULL},
    {"build", kernel_build, METH_VARARGS, NULL},
    {"bodies", kernel_bodies, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "zhamen.register._compiled",
    .m_doc = "The register's inner loops, compiled.",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__compiled(void)
{
    aes_begin();
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL)
        return NULL;
    PyObject *names = aes_ciphers();
    if (PyModule_AddType(module, &KeysType) < 0 || PyModule_AddType(module, &GlanceType) < 0 ||
        PyModule_AddObjectRef(module, "ciphers", names) < 0)
        Py_CLEAR(module);
    Py_XDECREF(names);
    return module;
}
