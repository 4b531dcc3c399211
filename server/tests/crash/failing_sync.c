/* Stands in for a disk that breaks: the NTH sync of the process fails, and every later one. */
#include <errno.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int syncs;

static int sync_or_fail(long call, int file) {
    if (atomic_fetch_add(&syncs, 1) + 1 >= NTH) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(call, file);
}

int fsync(int file) { return sync_or_fail(SYS_fsync, file); }

int fdatasync(int file) { return sync_or_fail(SYS_fdatasync, file); }
