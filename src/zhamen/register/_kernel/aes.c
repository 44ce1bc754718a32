/* AES-128 as the one-way function E(x) xor x: several ways, one result.
 *
 * The portable way looks up tables, so its timing depends on what it hashes; it is there for
 * machines without AES instructions, where the peer (OpenSSL's own portable code) is no better. */

#include "kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#if defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif
#endif

#define ROUNDS 10
#define ABREAST 8
#define MOST_CIPHERS 4

static uint8_t sbox[256];
static uint32_t mixed[256]; /* (2, 1, 1, 3) times the S-box: one column of MixColumns */

static uint8_t doubled(uint8_t x)
{
    return (uint8_t)(x << 1 ^ (x >> 7) * 0x1B);
}

static uint8_t turned(uint8_t x, int by)
{
    return (uint8_t)(x << by | x >> (8 - by));
}

static void make_tables(void)
{
    uint8_t p = 1, q = 1;
    do { /* p runs through all of the field, q through the inverses */
        p ^= doubled(p);
        q ^= (uint8_t)(q << 1);
        q ^= (uint8_t)(q << 2);
        q ^= (uint8_t)(q << 4);
        q ^= (q >> 7) * 0x09;
        sbox[p] = q ^ turned(q, 1) ^ turned(q, 2) ^ turned(q, 3) ^ turned(q, 4) ^ 0x63;
    } while (p != 1);
    sbox[0] = 0x63;
    for (int x = 0; x < 256; x++) {
        uint32_t one = sbox[x], two = doubled(sbox[x]);
        mixed[x] = two | one << 8 | one << 16 | (one ^ two) << 24;
    }
}

void aes_expand(const uint8_t key[16], Schedule *schedule)
{
    uint8_t *bytes = schedule->rounds[0], constant = 1;
    memcpy(bytes, key, 16);
    for (int at = 16; at < 176; at += 4) {
        uint8_t word[4];
        memcpy(word, bytes + at - 4, 4);
        if (at % 16 == 0) {
            uint8_t head = word[0];
            word[0] = sbox[word[1]] ^ constant;
            word[1] = sbox[word[2]];
            word[2] = sbox[word[3]];
            word[3] = sbox[head];
            constant = doubled(constant);
        }
        for (int i = 0; i < 4; i++)
            bytes[at + i] = bytes[at + i - 16] ^ word[i];
    }
}

static inline uint32_t left(uint32_t x, int by)
{
    return x << by | x >> (32 - by);
}

static inline uint32_t mixed_column(const uint32_t s[4], int c)
{
    return mixed[s[c] & 0xFF] ^ left(mixed[s[(c + 1) & 3] >> 8 & 0xFF], 8) ^
           left(mixed[s[(c + 2) & 3] >> 16 & 0xFF], 16) ^ left(mixed[s[(c + 3) & 3] >> 24], 24);
}

static inline uint32_t last_column(const uint32_t s[4], int c)
{
    return (uint32_t)sbox[s[c] & 0xFF] | (uint32_t)sbox[s[(c + 1) & 3] >> 8 & 0xFF] << 8 |
           (uint32_t)sbox[s[(c + 2) & 3] >> 16 & 0xFF] << 16 |
           (uint32_t)sbox[s[(c + 3) & 3] >> 24] << 24;
}

static void one_way_portable(const Schedule *key, Block *blocks, size_t count)
{
    uint32_t rounds[ROUNDS + 1][4], x[4], s[4], t[4];
    memcpy(rounds, key->rounds, sizeof rounds);
    for (size_t n = 0; n < count; n++) {
        memcpy(x, &blocks[n], sizeof x);
        for (int c = 0; c < 4; c++)
            s[c] = x[c] ^ rounds[0][c];
        for (int round = 1; round < ROUNDS; round++) {
            for (int c = 0; c < 4; c++)
                t[c] = mixed_column(s, c) ^ rounds[round][c];
            memcpy(s, t, sizeof s);
        }
        for (int c = 0; c < 4; c++)
            t[c] = last_column(s, c) ^ rounds[ROUNDS][c] ^ x[c];
        memcpy(&blocks[n], t, sizeof t);
    }
}

#if defined(__x86_64__)

__attribute__((target("aes,sse4.1"))) static inline void
eight(const __m128i key[ROUNDS + 1], Block *blocks)
{
    __m128i x[ABREAST], s[ABREAST];
    for (int i = 0; i < ABREAST; i++) {
        x[i] = _mm_loadu_si128((const __m128i *)(const void *)&blocks[i]);
        s[i] = _mm_xor_si128(x[i], key[0]);
    }
    for (int round = 1; round < ROUNDS; round++)
        for (int i = 0; i < ABREAST; i++)
            s[i] = _mm_aesenc_si128(s[i], key[round]);
    for (int i = 0; i < ABREAST; i++) {
        s[i] = _mm_xor_si128(_mm_aesenclast_si128(s[i], key[ROUNDS]), x[i]);
        _mm_storeu_si128((__m128i *)(void *)&blocks[i], s[i]);
    }
}

__attribute__((target("aes,sse4.1"))) static void
one_way_native(const Schedule *key, Block *blocks, size_t count)
{
    __m128i rounds[ROUNDS + 1];
    for (int round = 0; round <= ROUNDS; round++)
        rounds[round] = _mm_loadu_si128((const __m128i *)(const void *)key->rounds[round]);
    size_t n = 0;
    for (; n + ABREAST <= count; n += ABREAST)
        eight(rounds, blocks + n);
    if (n < count) {
        Block rest[ABREAST] = {{0, 0}};
        memcpy(rest, blocks + n, (count - n) * sizeof *rest);
        eight(rounds, rest);
        memcpy(blocks + n, rest, (count - n) * sizeof *rest);
    }
}

/* Two blocks in each register, where the processor has such instructions. */
__attribute__((target("vaes,avx2"))) static void
one_way_wide(const Schedule *key, Block *blocks, size_t count)
{
    __m256i rounds[ROUNDS + 1];
    for (int round = 0; round <= ROUNDS; round++)
        rounds[round] = _mm256_broadcastsi128_si256(
            _mm_loadu_si128((const __m128i *)(const void *)key->rounds[round]));
    size_t n = 0;
    for (; n + 2 * ABREAST <= count; n += 2 * ABREAST) {
        __m256i x[ABREAST], s[ABREAST];
        for (int i = 0; i < ABREAST; i++) {
            x[i] = _mm256_loadu_si256((const __m256i *)(const void *)&blocks[n + 2 * i]);
            s[i] = _mm256_xor_si256(x[i], rounds[0]);
        }
        for (int round = 1; round < ROUNDS; round++)
            for (int i = 0; i < ABREAST; i++)
                s[i] = _mm256_aesenc_epi128(s[i], rounds[round]);
        for (int i = 0; i < ABREAST; i++) {
            s[i] = _mm256_xor_si256(_mm256_aesenclast_epi128(s[i], rounds[ROUNDS]), x[i]);
            _mm256_storeu_si256((__m256i *)(void *)&blocks[n + 2 * i], s[i]);
        }
    }
    one_way_native(key, blocks + n, count - n);
}

/* Four, where it has those. */
__attribute__((target("vaes,avx512f,avx2"))) static void
one_way_widest(const Schedule *key, Block *blocks, size_t count)
{
    __m512i rounds[ROUNDS + 1];
    size_t n = 0;
    if (count >= 4 * ABREAST)
        for (int round = 0; round <= ROUNDS; round++)
            rounds[round] = _mm512_broadcast_i32x4(
                _mm_loadu_si128((const __m128i *)(const void *)key->rounds[round]));
    for (; n + 4 * ABREAST <= count; n += 4 * ABREAST) {
        __m512i x[ABREAST], s[ABREAST];
        for (int i = 0; i < ABREAST; i++) {
            x[i] = _mm512_loadu_si512(&blocks[n + 4 * i]);
            s[i] = _mm512_xor_si512(x[i], rounds[0]);
        }
        for (int round = 1; round < ROUNDS; round++)
            for (int i = 0; i < ABREAST; i++)
                s[i] = _mm512_aesenc_epi128(s[i], rounds[round]);
        for (int i = 0; i < ABREAST; i++) {
            s[i] = _mm512_xor_si512(_mm512_aesenclast_epi128(s[i], rounds[ROUNDS]), x[i]);
            _mm512_storeu_si512(&blocks[n + 4 * i], s[i]);
        }
    }
    one_way_wide(key, blocks + n, count - n);
}

#elif defined(__aarch64__)

#if defined(__clang__)
#define WITH_AES __attribute__((target("aes")))
#else
#define WITH_AES __attribute__((target("+crypto")))
#endif

WITH_AES static inline void eight(const uint8x16_t key[ROUNDS + 1], Block *blocks)
{
    uint8x16_t x[ABREAST], s[ABREAST];
    for (int i = 0; i < ABREAST; i++)
        s[i] = x[i] = vld1q_u8((const uint8_t *)&blocks[i]);
    /* AESE adds the round key first, so the last round has no MixColumns and one more key. */
    for (int round = 0; round < ROUNDS - 1; round++)
        for (int i = 0; i < ABREAST; i++)
            s[i] = vaesmcq_u8(vaeseq_u8(s[i], key[round]));
    for (int i = 0; i < ABREAST; i++) {
        s[i] = veorq_u8(vaeseq_u8(s[i], key[ROUNDS - 1]), key[ROUNDS]);
        vst1q_u8((uint8_t *)&blocks[i], veorq_u8(s[i], x[i]));
    }
}

WITH_AES static void one_way_native(const Schedule *key, Block *blocks, size_t count)
{
    uint8x16_t rounds[ROUNDS + 1];
    for (int round = 0; round <= ROUNDS; round++)
        rounds[round] = vld1q_u8(key->rounds[round]);
    size_t n = 0;
    for (; n + ABREAST <= count; n += ABREAST)
        eight(rounds, blocks + n);
    if (n < count) {
        Block rest[ABREAST] = {{0, 0}};
        memcpy(rest, blocks + n, (count - n) * sizeof *rest);
        eight(rounds, rest);
        memcpy(blocks + n, rest, (count - n) * sizeof *rest);
    }
}

#endif

/* -- choosing --------------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    void (*one_way)(const Schedule *, Block *, size_t);
} Cipher;

/* What this processor has, the fastest first; the last one every processor has. */
static size_t ciphers_of_this_processor(Cipher ciphers[MOST_CIPHERS])
{
    size_t count = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool has_aes = __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1");
    bool has_wide = has_aes && __builtin_cpu_supports("vaes") && __builtin_cpu_supports("avx2");
    if (has_wide && __builtin_cpu_supports("avx512f"))
        ciphers[count++] = (Cipher){"vaes-512", one_way_widest};
    if (has_wide)
        ciphers[count++] = (Cipher){"vaes", one_way_wide};
    if (has_aes)
        ciphers[count++] = (Cipher){"aes-ni", one_way_native};
#elif defined(__aarch64__)
#if defined(__linux__)
    if (getauxval(AT_HWCAP) & HWCAP_AES)
#endif /* every other 64-bit ARM that runs Python has the instructions */
        ciphers[count++] = (Cipher){"armv8-ce", one_way_native};
#endif
    ciphers[count++] = (Cipher){"portable", one_way_portable};
    return count;
}

void (*one_way)(const Schedule *, Block *, size_t) = one_way_portable;

PyObject *aes_ciphers(void)
{
    Cipher ciphers[MOST_CIPHERS];
    size_t count = ciphers_of_this_processor(ciphers);
    PyObject *names = PyTuple_New((Py_ssize_t)count);
    for (size_t n = 0; names && n < count; n++) {
        PyObject *name = PyUnicode_FromString(ciphers[n].name);
        if (name == NULL)
            Py_CLEAR(names);
        else
            PyTuple_SET_ITEM(names, (Py_ssize_t)n, name);
    }
    return names;
}

bool aes_choose(size_t which)
{
    Cipher ciphers[MOST_CIPHERS];
    if (which >= ciphers_of_this_processor(ciphers))
        return false;
    one_way = ciphers[which].one_way;
    return true;
}

void aes_begin(void)
{
    make_tables();
    aes_choose(0);
}
