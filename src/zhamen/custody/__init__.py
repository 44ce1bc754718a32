"""The life of a classified document, copy by copy: what may be done, by whom, and what follows."""
