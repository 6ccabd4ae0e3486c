"""One BLAS thread for each notebook that is run: what it computes is then the same wherever that is."""

# A second thread gains little on arrays of a course's size, and beside another busy program each waits for
# the other: the transformer of 2017 took ten times as long.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
