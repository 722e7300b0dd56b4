/* mock.c - a stand-in for an OpenAI-compatible provider, for measuring what stands in front of it.
 *
 * One thread, one epoll loop, 127.0.0.1 only, no dependencies.
 *   build: cc -O2 -Wall -Wextra -o mock mock.c
 *   run:   mock PORT
 *
 *   POST .../chat/completions             about 1 KB of JSON with a usage object, keep-alive
 *   the same with "stream": true          server-sent events: a role chunk, CHUNKS content chunks GAP apart, a finish
 *                                         chunk, a usage chunk when "include_usage": true was asked for, [DONE]
 *   GET  /mock/set?chunks=N&gap_us=N      what later streams do (defaults 100 chunks, 20,000 us)
 *   GET  /mock/stats                      {"requests":N,"chunks":N,"open_streams":N}; control calls are not counted
 *
 * Streams that start together are spread over one gap, so that their chunks do not all fall due in the same instant.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    HEAD_LIMIT = 64 * 1024,
    BODY_LIMIT = 16 * 1024 * 1024,
    CHUNKS_LIMIT = 100000,
    OUT_LIMIT = 4 * 1024 * 1024,
    EVENTS = 512,
};

/* One accepted connection; `due` and `heap_slot` are meaningful while a stream is running. */
struct connection {
    int fd;
    int closed;
    int wants_write;
    char *in;
    size_t in_length, in_capacity;
    char *out;
    size_t out_offset, out_length, out_capacity;
    int streaming;
    int include_usage;
    long chunks_left;
    uint64_t gap_ns, due;
    long heap_slot;
    struct connection *next_dead;
};

static int epoll_fd;
static long stream_chunks = 100;
static uint64_t stream_gap_ns = 20000000;
static unsigned long long requests, chunks_sent, streams_begun;
static long open_streams;
static struct connection *dead;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- streams by the time their next chunk is due: a binary heap that knows each stream's place ---- */

#include "mock_heap.h"

/* ---- connections ---- */

static void end_stream(struct connection *c) {
    if (!c->streaming) return;
    c->streaming = 0;
    open_streams--;
    heap_remove(c);
}

/* Closes now and frees at the end of the turn: events already fetched may still name it. */
static void drop(struct connection *c) {
    if (c->closed) return;
    end_stream(c);
    close(c->fd);
    c->closed = 1;
    c->next_dead = dead;
    dead = c;
}

static void free_dead(void) {
    while (dead) {
        struct connection *c = dead;
        dead = c->next_dead;
        free(c->in);
        free(c->out);
        free(c);
    }
}

static void watch(struct connection *c, int wants_write) {
    if (c->wants_write == wants_write) return;
    c->wants_write = wants_write;
    struct epoll_event e = {.events = EPOLLIN | (wants_write ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e);
}

static void flush(struct connection *c) {
    while (!c->closed && c->out_offset < c->out_length) {
        ssize_t n = send(c->fd, c->out + c->out_offset, c->out_length - c->out_offset, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            c->out_offset += (size_t)n;
        } else if (n < 0 && errno == EINTR) {
            continue;
        } else if (n < 0 && errno == EAGAIN) {
            watch(c, 1);
            return;
        } else {
            drop(c);
            return;
        }
    }
    c->out_offset = c->out_length = 0;
    if (!c->closed) watch(c, 0);
}

static void put(struct connection *c, const char *bytes, size_t length) {
    if (c->closed) return;
    if (c->out_length + length > OUT_LIMIT) {
        drop(c); /* a reader this slow is not measuring anything */
        return;
    }
    if (c->out_length + length > c->out_capacity) {
        c->out_capacity = (c->out_length + length) * 2;
        c->out = grow(c->out, c->out_capacity);
    }
    memcpy(c->out + c->out_length, bytes, length);
    c->out_length += length;
}

/* ---- answers ---- */

#define CONTENT                                                                                                       \
    "Check the connection pool first: compare its size with the number of requests waiting for a slot, then look at " \
    "how many of those are retries. When the upstream's own latency is flat and yours is not, the wait is on your "   \
    "side. Bound the queue, shed what would wait longer than the caller will, and only then raise the limit. Write "  \
    "the three numbers down with the time you read them, so that the next person can tell whether it helped or the "  \
    "traffic simply went home for the night."
#define CHUNK_HEAD \
    "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o-mini\","

static void put_json(struct connection *c, const char *status, const char *body) {
    char head[512];
    int n = snprintf(head, sizeof head,
                     "HTTP/1.1 %s\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Type: application/json\r\n"
                     "Content-Length: %zu\r\nx-request-id: req_mock\r\nopenai-processing-ms: 1\r\n"
                     "x-ratelimit-limit-requests: 10000\r\nx-ratelimit-remaining-requests: 9999\r\n\r\n",
                     status, strlen(body));
    put(c, head, (size_t)n);
    put(c, body, strlen(body));
}

static void put_answer(struct connection *c) {
    put_json(c, "200 OK",
             "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1700000000,"
             "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
             "\"content\":\"" CONTENT "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
             "\"usage\":{\"prompt_tokens\":350,\"completion_tokens\":92,\"total_tokens\":442,"
             "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
             "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}},"
             "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\"}");
}

/* One event as one HTTP chunk. */
static void put_event(struct connection *c, const char *data) {
    char frame[1024];
    int n = snprintf(frame, sizeof frame, "%zx\r\ndata: %s\n\n\r\n", strlen(data) + 8, data);
    put(c, frame, (size_t)n);
}

static void begin_stream(struct connection *c, uint64_t now) {
    static const char head[] =
        "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
        "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\nx-request-id: req_mock\r\n\r\n";
    put(c, head, sizeof head - 1);
    put_event(c, CHUNK_HEAD "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                            "\"finish_reason\":null}]}");
    if (c->closed) return;
    c->streaming = 1;
    open_streams++;
    c->chunks_left = stream_chunks;
    c->gap_ns = stream_gap_ns;
    /* multiples of the golden ratio spread any number of streams evenly over the gap */
    double place = (double)streams_begun++ * 0.6180339887498949;
    c->due = now + (uint64_t)((place - (double)(uint64_t)place) * (double)c->gap_ns);
    heap_add(c);
}

static void put_stream_end(struct connection *c) {
    put_event(c, CHUNK_HEAD "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    if (c->include_usage)
        put_event(c, CHUNK_HEAD "\"choices\":[],\"usage\":{\"prompt_tokens\":350,\"completion_tokens\":100,"
                                "\"total_tokens\":450}}");
    put_event(c, "[DONE]");
    put(c, "0\r\n\r\n", 5);
}

/* Sends what is due on the stream at the top of the heap. */
static void step_stream(struct connection *c, uint64_t now) {
    char data[256];
    if (c->chunks_left > 0) {
        c->chunks_left--;
        snprintf(data, sizeof data, CHUNK_HEAD "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"t=%016llu \"},"
                                               "\"finish_reason\":null}]}",
                 (unsigned long long)now);
        put_event(c, data);
        chunks_sent++;
        c->due += c->gap_ns;
        if (!c->closed) heap_sift(c->heap_slot);
    } else {
        end_stream(c);
        put_stream_end(c);
    }
    flush(c);
}

/* ---- requests ---- */

static unsigned long query_number(const char *target, const char *name, unsigned long otherwise, unsigned long limit) {
    const char *found = strstr(target, name);
    if (!found) return otherwise;
    unsigned long value = strtoul(found + strlen(name), NULL, 10);
    return value < limit ? value : limit;
}

/* Whether `"name"` is followed by `: true`; enough for the bodies a benchmark sends. */
static int member_is_true(const char *body, size_t length, const char *quoted_name) {
    const char *at = memmem(body, length, quoted_name, strlen(quoted_name)), *end = body + length;
    if (!at) return 0;
    at += strlen(quoted_name);
    while (at < end && (*at == ' ' || *at == ':')) at++;
    return end - at >= 4 && !memcmp(at, "true", 4);
}

static void respond(struct connection *c, const char *target, const char *body, size_t length) {
    char text[160];
    if (!strncmp(target, "/mock/set", 9)) {
        stream_chunks = (long)query_number(target, "chunks=", (unsigned long)stream_chunks, CHUNKS_LIMIT);
        stream_gap_ns = 1000ull * query_number(target, "gap_us=", stream_gap_ns / 1000, 60000000);
        put_json(c, "200 OK", "{}");
    } else if (!strncmp(target, "/mock/stats", 11)) {
        snprintf(text, sizeof text, "{\"requests\":%llu,\"chunks\":%llu,\"open_streams\":%ld}", requests, chunks_sent,
                 open_streams);
        put_json(c, "200 OK", text);
    } else if (strstr(target, "/chat/completions")) {
        requests++;
        c->include_usage = member_is_true(body, length, "\"include_usage\"");
        if (member_is_true(body, length, "\"stream\"")) begin_stream(c, now_ns());
        else put_answer(c);
    } else {
        put_json(c, "404 Not Found", "{\"error\":{\"message\":\"no such path\",\"type\":\"invalid_request_error\"}}");
    }
    flush(c);
}

static const char *header_value(const char *head, const char *name) {
    size_t length = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, length) && line[2 + length] == ':') return line + 3 + length;
    return NULL;
}

/* Answers the first whole request in the buffer; 1 when there was one. */
static int take_request(struct connection *c) {
    char *end = memmem(c->in, c->in_length, "\r\n\r\n", 4);
    if (!end) {
        if (c->in_length > HEAD_LIMIT) drop(c);
        return 0;
    }
    *end = 0;
    size_t head_length = (size_t)(end - c->in) + 4;
    const char *length_value = header_value(c->in, "Content-Length");
    size_t body_length = length_value ? strtoul(length_value, NULL, 10) : 0;
    if (body_length > BODY_LIMIT || header_value(c->in, "Transfer-Encoding")) {
        drop(c); /* every proxy measured here forwards a length */
        return 0;
    }
    if (c->in_length < head_length + body_length) {
        *end = '\r';
        return 0;
    }
    char *target = strchr(c->in, ' '), *target_end = target ? strchr(target + 1, ' ') : NULL;
    if (!target_end) {
        drop(c);
        return 0;
    }
    *target_end = 0;
    respond(c, target + 1, c->in + head_length, body_length);
    c->in_length -= head_length + body_length;
    memmove(c->in, c->in + head_length + body_length, c->in_length);
    return 1;
}

static void readable(struct connection *c) {
    for (;;) {
        if (c->in_capacity - c->in_length < 16 * 1024) {
            if (c->in_capacity > HEAD_LIMIT + BODY_LIMIT) {
                drop(c);
                return;
            }
            c->in_capacity = c->in_capacity ? c->in_capacity * 2 : 32 * 1024;
            c->in = grow(c->in, c->in_capacity);
        }
        size_t room = c->in_capacity - c->in_length;
        ssize_t n = recv(c->fd, c->in + c->in_length, room, MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) {
            drop(c);
            return;
        }
        c->in_length += (size_t)n;
        while (!c->closed && !c->streaming && take_request(c)) {
        }
        if (c->closed || (size_t)n < room) return;
    }
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
        if (fd < 0) return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct connection *c = calloc(1, sizeof *c);
        if (!c) out_of_memory();
        c->fd = fd;
        c->heap_slot = -1;
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e);
    }
}

static int listen_on(unsigned short port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 4096) < 0) {
        perror("mock: cannot listen");
        exit(1);
    }
    return fd;
}

/* Waits for events, or until the next chunk is due to the nanosecond: whole milliseconds would bunch the chunks. */
static int wait_for_events(struct epoll_event *events) {
    if (!heap_count) return epoll_wait(epoll_fd, events, EVENTS, -1);
    uint64_t now = now_ns(), due = heap[0]->due, left = due > now ? due - now : 0;
    struct timespec patience = {.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
    return epoll_pwait2(epoll_fd, events, EVENTS, &patience, NULL);
}

int main(int argc, char **argv) {
    long port = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    if (port < 1 || port > 65535) {
        fputs("usage: mock PORT\n", stderr);
        return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    int listener = listen_on((unsigned short)port);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        int count = wait_for_events(events);
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (!c) {
                accept_all(listener);
                continue;
            }
            if (!c->closed && (events[i].events & EPOLLOUT)) flush(c);
            if (!c->closed && (events[i].events & ~(unsigned)EPOLLOUT)) readable(c);
        }
        uint64_t now = now_ns();
        for (int budget = 4096; budget-- > 0 && heap_count && heap[0]->due <= now;) step_stream(heap[0], now);
        free_dead();
    }
}
