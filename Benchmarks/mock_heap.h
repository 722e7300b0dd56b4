/* mock_heap.h - the streams of mock.c by the time of their next chunk: a binary heap. Needs struct connection. */

static void out_of_memory(void) {
    fputs("mock: out of memory\n", stderr);
    exit(1);
}

static void *grow(void *old, size_t size) {
    void *new = realloc(old, size);
    if (!new) out_of_memory();
    return new;
}

static struct connection **heap;
static long heap_count, heap_capacity;

static void heap_put(long slot, struct connection *c) {
    heap[slot] = c;
    c->heap_slot = slot;
}

static void heap_sift(long slot) {
    struct connection *c = heap[slot];
    while (slot > 0 && heap[(slot - 1) / 2]->due > c->due) {
        heap_put(slot, heap[(slot - 1) / 2]);
        slot = (slot - 1) / 2;
    }
    for (;;) {
        long child = 2 * slot + 1;
        if (child >= heap_count) break;
        if (child + 1 < heap_count && heap[child + 1]->due < heap[child]->due) child++;
        if (heap[child]->due >= c->due) break;
        heap_put(slot, heap[child]);
        slot = child;
    }
    heap_put(slot, c);
}

static void heap_add(struct connection *c) {
    if (heap_count == heap_capacity) {
        heap_capacity = heap_capacity ? heap_capacity * 2 : 1024;
        heap = grow(heap, (size_t)heap_capacity * sizeof *heap);
    }
    heap_put(heap_count++, c);
    heap_sift(c->heap_slot);
}

static void heap_remove(struct connection *c) {
    long slot = c->heap_slot;
    if (slot < 0) return;
    c->heap_slot = -1;
    struct connection *last = heap[--heap_count];
    if (last == c) return;
    heap_put(slot, last);
    heap_sift(slot);
}
