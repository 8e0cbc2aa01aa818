#pragma once

// Files that are being written under a temporary name: a fixed table, so that a signal handler can remove them.

// Creates a file that is not there yet, and notes its path. Returns its descriptor, or -1 with errno set; sets its place in
// the table, -1 when the table is full or the path too long.
int partial_file_open(const char *path, int *place);
// Forgets a noted path; -1 is ignored.
void partial_file_forget(int place);
// Unlinks every noted file; from then on none can be opened. Calls only unlink and nanosleep, and keeps errno: safe in a
// signal handler.
void partial_files_remove(void);
