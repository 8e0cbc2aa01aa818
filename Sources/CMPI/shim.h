// MPI's handles are macros, which Swift cannot read. These functions put them in.
#include <mpi.h>
#include <stddef.h>

/// Starts MPI for one thread at a time. Returns 0, or an error code of MPI; -1 where MPI serves the first thread only.
static inline int tessera_mpi_start(void) {
  int provided = 0;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  if (code != MPI_SUCCESS) return code;
  return provided < MPI_THREAD_SERIALIZED ? -1 : 0;
}

static inline int tessera_mpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static inline int tessera_mpi_size(void) {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

/// Writes the name of this machine, of at most MPI_MAX_PROCESSOR_NAME characters. Returns its length.
static inline int tessera_mpi_host(char *name) {
  int length = 0;
  MPI_Get_processor_name(name, &length);
  return length;
}

static inline int tessera_mpi_longest_host(void) { return MPI_MAX_PROCESSOR_NAME; }

/// Every process gets the bytes of all, in the order of the ranks.
static inline int tessera_mpi_gather(
    const void *own, int count, void *all, const int *counts, const int *places) {
  return MPI_Allgatherv(own, count, MPI_BYTE, all, counts, places, MPI_BYTE, MPI_COMM_WORLD);
}

/// Every process sends bytes of its own to each of the others.
static inline int tessera_mpi_exchange(
    const void *sent, const int *sent_counts, const int *sent_places, void *received, const int *received_counts,
    const int *received_places) {
  return MPI_Alltoallv(
      sent, sent_counts, sent_places, MPI_BYTE, received, received_counts, received_places, MPI_BYTE, MPI_COMM_WORLD);
}

static inline void tessera_mpi_end(void) { MPI_Finalize(); }

static inline void tessera_mpi_abort(int status) { MPI_Abort(MPI_COMM_WORLD, status); }
