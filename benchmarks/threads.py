"""Equally many threads for everybody, one unless a work says otherwise.

Two threads of one BLAS wait for each other by spinning: on a busy machine that makes small steps
more than a hundred times slower, and processor time would count the waiting.
"""

NAMES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "NPROC",  # how many threads JAX's own pool gets
)


def variables(threads: int = 1) -> dict[str, str]:
    """Environment variables that keep every library to so many threads, off the graphics card."""
    several = str(threads > 1).lower()
    return {
        **dict.fromkeys(NAMES, str(threads)),
        "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen={several} "
        f"intra_op_parallelism_threads={threads}",
        "JAX_PLATFORMS": "cpu",
        "CUDA_VISIBLE_DEVICES": "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "1",  # Keras with the kernels that TensorFlow uses by default
    }
