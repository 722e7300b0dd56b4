/* Keeps, of every file it is told to watch, what a loss of power would leave: the bytes of its last fsync.
 *
 * Preloaded into the program under test. POWER_WATCHED is the folder of the files, POWER_IMAGE the folder of what is
 * durable. A file is copied before fsync or fdatasync is called and the copy takes the image's place once the call has
 * succeeded: what is written in between is not durable. unlink and rename count as durable at once, or a removed journal
 * would come back and undo what was committed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int image_of(const char *path, char *image) {
    const char *watched = getenv("POWER_WATCHED"), *folder = getenv("POWER_IMAGE");
    if (!watched || !folder) return 0;
    size_t length = strlen(watched);
    if (strncmp(path, watched, length) || path[length] != '/' || strchr(path + length + 1, '/')) return 0;
    return snprintf(image, PATH_MAX, "%s%s", folder, path + length) < PATH_MAX;
}

static int path_of(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

static int copy(int file, const char *to) {
    int out = open(to, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (out < 0) return 0;
    static __thread char bytes[65536];
    off_t at = 0;
    ssize_t count;
    while ((count = pread(file, bytes, sizeof bytes, at)) > 0) {
        if (write(out, bytes, (size_t)count) != count) break;
        at += count;
    }
    close(out);
    return count == 0;
}

static int sync_with(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    char path[PATH_MAX], image[PATH_MAX], fresh[PATH_MAX + 32];
    int is_watched = path_of(file, path) && image_of(path, image);
    if (is_watched) {
        snprintf(fresh, sizeof fresh, "%s.%d-%d.fresh", image, getpid(), file);
        is_watched = copy(file, fresh);
    }
    int result = real(file);
    if (is_watched) {
        if (result == 0) rename(fresh, image);
        else unlink(fresh);
    }
    return result;
}

int fsync(int file) { return sync_with("fsync", file); }

int fdatasync(int file) { return sync_with("fdatasync", file); }

int unlink(const char *path) {
    int (*real)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    int result = real(path);
    char image[PATH_MAX];
    if (result == 0 && image_of(path, image)) real(image);
    return result;
}
