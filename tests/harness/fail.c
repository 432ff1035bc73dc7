/* Fails one call to the system of a program, the NORIA_FAIL-th that it makes: loaded before libc by LD_PRELOAD.
 *
 * What counts are calls that change something on disk or open something there. NORIA_FAIL=0 only counts, and writes
 * how many there were to the file of NORIA_COUNT. NORIA_ERRNO is the error's number (28 is a full disk); NORIA_KILL=1
 * ends the program there in place of an error, as a power cut would.
 * Calls on terminals, pipes and below /proc, /sys and /dev are let through and not counted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static long fail_at = -1;
static int number = ENOSPC, kills;

static long of(const char *name, long unless) {
    const char *text = getenv(name);
    return text ? atol(text) : unless;
}

__attribute__((constructor)) static void begin(void) {
    fail_at = of("NORIA_FAIL", 0);
    number = (int)of("NORIA_ERRNO", ENOSPC);
    kills = (int)of("NORIA_KILL", 0);
}

__attribute__((destructor)) static void end(void) {
    const char *file = getenv("NORIA_COUNT");
    if (!file) return;
    fail_at = -1;
    FILE *out = fopen(file, "w");
    if (out) {
        fprintf(out, "%ld\n", (long)atomic_load(&calls));
        fclose(out);
    }
}

/* Whether the call that is being made is the one that fails. */
static int fails(const char *what) {
    if (fail_at < 0) return 0;
    long now = atomic_fetch_add(&calls, 1) + 1;
    if (now != fail_at) return 0;
    if (getenv("NORIA_SAY")) dprintf(2, "call %ld fails: %s\n", now, what);
    if (kills) kill(getpid(), SIGKILL);
    errno = number;
    return 1;
}

static int is_file(int fd) {
    struct stat is;
    return fstat(fd, &is) == 0 && (S_ISREG(is.st_mode) || S_ISDIR(is.st_mode));
}

static int is_ours(const char *path) {
    return path && strncmp(path, "/proc", 5) && strncmp(path, "/sys", 4) && strncmp(path, "/dev", 4)
        && strncmp(path, "/etc", 4) && strncmp(path, "/lib", 4) && strncmp(path, "/usr", 4);
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        if (is_ours(path) && fails(#name)) return -1; \
        return real(path, flags, mode); }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int at, const char *path, int flags, ...) { \
        REAL(int, #name, int, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        if (is_ours(path) && fails(#name)) return -1; \
        return real(at, path, flags, mode); }
OPENAT(openat)
OPENAT(openat64)

#define WRITE(name, args, call) \
    ssize_t name args { \
        static ssize_t (*real) args; \
        if (!real) real = (ssize_t (*) args)dlsym(RTLD_NEXT, #name); \
        if (is_file(fd) && fails(#name)) return -1; \
        return real call; }
struct iovec;
WRITE(write, (int fd, const void *from, size_t many), (fd, from, many))
WRITE(writev, (int fd, const struct iovec *from, int many), (fd, from, many))
WRITE(pwrite64, (int fd, const void *from, size_t many, off64_t at), (fd, from, many, at))
WRITE(copy_file_range, (int fd_in, off64_t *in, int fd, off64_t *out, size_t many, unsigned flags), (fd_in, in, fd, out, many, flags))
WRITE(read, (int fd, void *to, size_t many), (fd, to, many))

#define PLAIN(name, args, call, ours) \
    int name args { \
        static int (*real) args; \
        if (!real) real = (int (*) args)dlsym(RTLD_NEXT, #name); \
        if ((ours) && fails(#name)) return -1; \
        return real call; }
PLAIN(rename, (const char *from, const char *to), (from, to), is_ours(from))
PLAIN(renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), is_ours(from))
PLAIN(renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags), is_ours(from))
PLAIN(link, (const char *from, const char *to), (from, to), is_ours(from))
PLAIN(linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags), is_ours(from))
PLAIN(mkdir, (const char *path, mode_t mode), (path, mode), is_ours(path))
PLAIN(rmdir, (const char *path), (path), is_ours(path))
PLAIN(unlink, (const char *path), (path), is_ours(path))
PLAIN(unlinkat, (int at, const char *path, int flags), (at, path, flags), is_ours(path))
PLAIN(chmod, (const char *path, mode_t mode), (path, mode), is_ours(path))
PLAIN(fchmod, (int fd, mode_t mode), (fd, mode), is_file(fd))
PLAIN(fsync, (int fd), (fd), is_file(fd))
PLAIN(fdatasync, (int fd), (fd), is_file(fd))
PLAIN(ftruncate64, (int fd, off64_t size), (fd, size), is_file(fd))
PLAIN(flock, (int fd, int how), (fd, how), 1)
