/* Large memory in large pages where the system has them: reading weights page by page costs a fifth of the bandwidth in small ones. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)

/* Zeroed memory, aligned to a large page, or null. `bytes` is a multiple of a large page. */
void *octavo_map(size_t bytes) {
    size_t room = bytes + LARGE_PAGE;
    char *all = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) return NULL;
    size_t before = (LARGE_PAGE - (size_t)all % LARGE_PAGE) % LARGE_PAGE;
    if (before) munmap(all, before);
    if (before < LARGE_PAGE) munmap(all + before + bytes, LARGE_PAGE - before);
    madvise(all + before, bytes, MADV_HUGEPAGE);
    return all + before;
}

void octavo_unmap(void *memory, size_t bytes) { munmap(memory, bytes); }
