/*
 * A disk that fails on request. Loaded before the C library (LD_PRELOAD) it stands between SQLite and the disk: while the file that $FAILING_DISK names
 * holds an order, writes of the journal's database and log, or their fsync, fail as it says. Anything else in the process is left alone.
 *
 *   write EIO, write ENOSPC   half of it is written, then the error
 *   fsync EIO, fsync ENOSPC   the error
 *   commit EIO                the last write of a commit is written whole, and gives the error all the same
 *
 * If $FAILING_FOLDER names a folder, only journals in it fail.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int of_journal(int file)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    const char *only = getenv("FAILING_FOLDER");
    if (only && strncmp(path, only, strlen(only))) return 0;
    const char *name = strrchr(path, '/');
    return name && (!strcmp(name, "/journal.db") || !strcmp(name, "/journal.db-wal"));
}

/* The error that this call is to give; 0: none. */
static int ordered(const char *call)
{
    char order[32] = "";
    int file = open(getenv("FAILING_DISK"), O_RDONLY);
    if (file < 0) return 0;
    ssize_t length = read(file, order, sizeof order - 1);
    close(file);
    if (length <= 0 || strncmp(order, call, strlen(call))) return 0;
    return strstr(order, "ENOSPC") ? ENOSPC : EIO;
}

/* SQLite writes each page to its log after a header of 24 bytes, in which the bytes 4 to 7 are not all zero if the page ends a commit. */
static int ends_commit(const unsigned char *bytes, size_t count)
{
    static __thread int header_did;
    int did = header_did;
    header_did = count == 24 && (bytes[4] | bytes[5] | bytes[6] | bytes[7]);
    return did;
}

ssize_t write(int file, const void *bytes, size_t count)
{
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (!of_journal(file)) return real(file, bytes, count);
    int half = ordered("write "), whole = ends_commit(bytes, count) ? ordered("commit ") : 0;
    ssize_t written = real(file, bytes, half ? count / 2 : count);
    if (!half && !whole) return written;
    errno = half ? half : whole;
    return -1;
}

int fsync(int file)
{
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    int error = of_journal(file) ? ordered("fsync ") : 0;
    if (!error) return real(file);
    errno = error;
    return -1;
}
