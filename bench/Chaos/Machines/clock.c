/*
 * Clocks that a test can move. Loaded before the C library (LD_PRELOAD) it adds what the file that $NIGHTINGALE_CLOCK names holds, two signed 64-bit
 * numbers of nanoseconds, to the time of day and to the monotonic clock. It holds for one process: what that starts has the machine's clocks.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static const volatile int64_t *offsets;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("NIGHTINGALE_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) abort();
    void *shared = mmap(NULL, 2 * sizeof *offsets, PROT_READ, MAP_SHARED, file, 0);
    if (shared == MAP_FAILED) abort();
    close(file);
    offsets = shared;
    unsetenv("LD_PRELOAD");
    unsetenv("NIGHTINGALE_CLOCK");
}

static int64_t offset(clockid_t clock)
{
    if (!offsets) return 0;
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE: return offsets[0];
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE: return offsets[1];
    default: return 0;
    }
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, time);
    int64_t by = result ? 0 : offset(clock);
    if (!by) return result;
    int64_t moved = time->tv_sec * SECOND + time->tv_nsec + by;
    time->tv_sec = moved / SECOND;
    time->tv_nsec = moved % SECOND;
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *told)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told) *told = now.tv_sec;
    return now.tv_sec;
}
