// SPDX-License-Identifier: Apache-2.0
// Content codings: round trips, what other programs wrote, damage in the Pushgateway's words,
// bombs.
#include <zstd.h>

#include <QElapsedTimer>
#include <QTest>
#include <random>

#include "http/codings.h"
#include "http/crc32c.h"

using namespace gatepost::http;

namespace {

constexpr std::uint64_t kLimit = 1 << 20;
constexpr std::size_t kSnappyChunkType = 10;  // behind the stream identifier

std::string sample(std::size_t size) {
    std::mt19937 random(3);
    std::string text;
    while (text.size() < size)
        text += "requests_total{path=\"/" + std::to_string(random() % 1000) + "\"} 1\n";
    text.resize(size);
    return text;
}

std::string noise(std::size_t size) {
    std::mt19937 random(5);
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    return bytes;
}

std::string zstd(const std::string& plain) {
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3));
    return out;
}

/// "" where the body decoded, else status and sentence.
std::string complaint(std::string_view coding, std::string body, std::uint64_t limit = kLimit) {
    const auto plain = decode(coding, std::move(body), limit);
    if (plain) return {};
    return std::to_string(plain.error().status) + " " + plain.error().sentence;
}

std::string encode(const QString& coding, const std::string& plain) {
    if (coding == QLatin1String("gzip")) return encodeGzip(plain);
    if (coding == QLatin1String("snappy")) return encodeSnappy(plain);
    return zstd(plain);
}

}  // namespace

class TestCodings : public QObject {
    Q_OBJECT

private slots:
    void roundTrip_data();
    void roundTrip();
    void truncation_data();
    void truncation();
    void whatTrailsIsAnError_data();
    void whatTrailsIsAnError();
    void damageNeverPasses_data();
    void damageNeverPasses();
    void bombs_data();
    void bombs();
    void identity();
    void unknownCodingIsNamed();
    void pushgatewayWords_data();
    void pushgatewayWords();
    void severalMembersAreOneBody();
    void snappyOfOthers();
    void snappyRefuses_data();
    void snappyRefuses();
    void zstdWindowIsCapped();
    void crc();
    void acceptEncoding_data();
    void acceptEncoding();
    void answersAreCompressed();
};

void TestCodings::roundTrip_data() {
    QTest::addColumn<QString>("coding");
    QTest::addColumn<int>("size");
    for (const char* coding : {"gzip", "snappy", "zstd"})
        for (const int size : {0, 1, 100, 4096, 65535, 65536, 65537, 300000})
            QTest::addRow("%s %d", coding, size) << QString::fromLatin1(coding) << size;
}

void TestCodings::roundTrip() {
    QFETCH(QString, coding);
    QFETCH(int, size);
    for (const std::string& plain :
         {sample(static_cast<std::size_t>(size)), noise(static_cast<std::size_t>(size))}) {
        const std::string coded = encode(coding, plain);
        const auto same = decode(coding.toStdString(), coded, kLimit);
        QVERIFY(same && *same == plain);
        const auto capitals = decode(coding.toUpper().toStdString(), coded, plain.size());
        QVERIFY(capitals && *capitals == plain);
        if (size > 0)
            QCOMPARE(complaint(coding.toStdString(), coded, plain.size() - 1),
                     std::string("413 the decoded body is larger than this server takes"));
    }
}

void TestCodings::truncation_data() {
    QTest::addColumn<QString>("coding");
    for (const char* coding : {"gzip", "snappy", "zstd"})
        QTest::newRow(coding) << QString::fromLatin1(coding);
}

void TestCodings::truncation() {
    QFETCH(QString, coding);
    const std::string whole = encode(coding, sample(2000));
    QCOMPARE(complaint(coding.toStdString(), {}), std::string("400 EOF"));
    // Of snappy's frames the bare identifier is a whole stream of nothing.
    for (std::size_t length = 1; length < whole.size(); ++length) {
        if (coding == QLatin1String("snappy") && length == 10) continue;
        const std::string why = complaint(coding.toStdString(), whole.substr(0, length));
        QVERIFY2(why.starts_with("400 "), std::to_string(length).c_str());
    }
}

void TestCodings::whatTrailsIsAnError_data() {
    QTest::addColumn<QString>("coding");
    QTest::addColumn<QByteArray>("behind");
    for (const char* coding : {"gzip", "snappy", "zstd"})
        for (const QByteArray& behind :
             {QByteArray("\0", 1), QByteArray("\n"), QByteArray("a 1\n"), QByteArray(64, '\0'),
              QByteArray("\x1f\x8b", 2), QByteArray("\x28\xb5\x2f\xfd", 4)})
            QTest::addRow("%s, %s", coding, behind.toHex().left(16).constData())
                << QString::fromLatin1(coding) << behind;
}

void TestCodings::whatTrailsIsAnError() {
    QFETCH(QString, coding);
    QFETCH(QByteArray, behind);
    const std::string body = encode(coding, sample(2000)) + behind.toStdString();
    const std::string why = complaint(coding.toStdString(), body);
    QVERIFY2(why.starts_with("400 "), why.c_str());
}

void TestCodings::damageNeverPasses_data() { truncation_data(); }

void TestCodings::damageNeverPasses() {
    QFETCH(QString, coding);
    const std::string plain = sample(3000);
    std::string whole = encode(coding, plain);
    std::mt19937 random(9);
    int refused = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string damaged = whole;
        const std::size_t at = random() % damaged.size();
        damaged[at] ^= static_cast<char>(1 + random() % 255);
        const auto got = decode(coding.toStdString(), damaged, kLimit);
        if (!got) ++refused;
        // zstd's default frame has no checksum, gzip's header has fields that mean nothing, and a
        // changed type may make a snappy chunk one to pass over. All else is checked.
        if (got && coding == QLatin1String("snappy") && at != kSnappyChunkType)
            QVERIFY(*got == plain);
        if (got && coding == QLatin1String("gzip")) QVERIFY(*got == plain);
    }
    QVERIFY(refused > 1000);
}

void TestCodings::bombs_data() { truncation_data(); }

void TestCodings::bombs() {
    QFETCH(QString, coding);
    const std::string bomb = encode(coding, std::string(64 << 20, 'a'));
    QElapsedTimer clock;
    clock.start();
    for (int round = 0; round < 20; ++round)
        QVERIFY(complaint(coding.toStdString(), bomb).starts_with("413 "));
    QVERIFY2(clock.elapsed() < 4000, "a bomb costs as much as its plain text");
}

void TestCodings::identity() {
    QCOMPARE(*decode("", "a 1\n", 4), std::string("a 1\n"));
    QCOMPARE(*decode(" Identity ", "a 1\n", 4), std::string("a 1\n"));
    QVERIFY(complaint("", "a 1\n", 3).starts_with("413 "));
}

void TestCodings::unknownCodingIsNamed() {
    QCOMPARE(complaint("br", "x"),
             std::string("415 unknown content coding \"br\": gzip, snappy and zstd are known"));
    QVERIFY(complaint("gzip, zstd", "x").starts_with("415 "));
}

void TestCodings::pushgatewayWords_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("words");
    const std::string good = encodeGzip("a 1\n");
    const QByteArray gzip(good.data(), static_cast<int>(good.size()));
    QTest::newRow("nothing") << QByteArray() << QByteArray("400 EOF");
    QTest::newRow("short") << QByteArray("abc") << QByteArray("400 unexpected EOF");
    QTest::newRow("plain text") << QByteArray("some_metric 1\n")
                                << QByteArray("400 gzip: invalid header");
    QTest::newRow("cut") << gzip.left(gzip.size() - 3) << QByteArray("400 unexpected EOF");
    QTest::newRow("junk behind") << gzip + "0123456789" << QByteArray("400 gzip: invalid header");
    QTest::newRow("little junk behind") << gzip + "x" << QByteArray("400 unexpected EOF");
    QByteArray sum = gzip;
    sum[sum.size() - 8] = static_cast<char>(sum[sum.size() - 8] ^ 1);
    QTest::newRow("checksum") << sum << QByteArray("400 gzip: invalid checksum");
}

void TestCodings::pushgatewayWords() {
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, words);
    QCOMPARE(complaint("gzip", body.toStdString()), words.toStdString());
}

void TestCodings::severalMembersAreOneBody() {
    QCOMPARE(*decode("gzip", encodeGzip("a 1\n") + encodeGzip("b 2\n"), kLimit),
             std::string("a 1\nb 2\n"));
    QCOMPARE(*decode("zstd", zstd("a 1\n") + zstd("b 2\n"), kLimit), std::string("a 1\nb 2\n"));
    QCOMPARE(*decode("snappy", encodeSnappy("a 1\n") + encodeSnappy("b 2\n"), kLimit),
             std::string("a 1\nb 2\n"));
}

void TestCodings::snappyOfOthers() {
    // python-snappy 0.6's StreamCompressor on "abc\n".
    const std::string framed("\xff\x06\x00\x00sNaPpY\x01\x08\x00\x00", 14);
    const std::uint32_t crc = crc32c("abc\n");
    const std::uint32_t masked = (crc >> 15 | crc << 17) + 0xA282EAD8u;
    std::string chunk = framed;
    for (int i = 0; i < 4; ++i) chunk += static_cast<char>(masked >> (8 * i) & 0xFF);
    chunk += "abc\n";
    QCOMPARE(*decode("snappy", chunk, kLimit), std::string("abc\n"));
    const std::string padded =
        framed.substr(0, 10) + std::string("\xfe\x02\x00\x00zz\x80\x01\x00\x00y", 11);
    QCOMPARE(*decode("snappy", padded, kLimit), std::string());
}

void TestCodings::snappyRefuses_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("words");
    const QByteArray start("\xff\x06\x00\x00sNaPpY", 10);
    const QByteArray corrupt("400 snappy: corrupt input");
    QTest::newRow("a bare block") << QByteArray(
                                         "\x04\x0c"
                                         "abc\n",
                                         6)
                                  << corrupt;
    QTest::newRow("no identifier") << QByteArray("\x01\x08\x00\x00....abc\n", 12) << corrupt;
    QTest::newRow("wrong identifier") << QByteArray("\xff\x06\x00\x00sNaPpX", 10) << corrupt;
    QTest::newRow("wrong checksum")
        << start + QByteArray("\x01\x08\x00\x00....abc\n", 12) << corrupt;
    QTest::newRow("chunk without checksum")
        << start + QByteArray("\x00\x02\x00\x00zz", 6) << corrupt;
    QTest::newRow("reserved chunk") << start + QByteArray("\x02\x01\x00\x00z", 5)
                                    << QByteArray("400 snappy: unsupported input");
    QTest::newRow("block too long")
        << start + QByteArray("\x00\x08\x00\x00....\x80\x80\x80\x01", 12) << corrupt;
}

void TestCodings::snappyRefuses() {
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, words);
    QCOMPARE(complaint("snappy", body.toStdString()), words.toStdString());
}

void TestCodings::zstdWindowIsCapped() {
    // A frame header that asks for a window of 1 GiB, then an empty last block.
    const std::string frame("\x28\xb5\x2f\xfd\x00\xa0\x01\x00\x00", 9);
    QVERIFY(complaint("zstd", frame).starts_with("400 zstd: "));
}

void TestCodings::crc() {
    QCOMPARE(crc32c("123456789"), 0xE3069283u);  // RFC 3720's check value
    QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAu);
    QCOMPARE(crc32c(""), 0u);
}

void TestCodings::acceptEncoding_data() {
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("taken");
    QTest::newRow("gzip") << "gzip" << true;
    QTest::newRow("list") << "deflate, GZIP;q=0.5" << true;
    QTest::newRow("any") << "*" << true;
    QTest::newRow("refused") << "gzip;q=0, *" << false;
    QTest::newRow("refused to three places") << "gzip; q=0.000" << false;
    QTest::newRow("little") << "gzip;q=0.001" << true;
    QTest::newRow("identity") << "identity" << false;
    QTest::newRow("empty") << "" << false;
}

void TestCodings::acceptEncoding() {
    QFETCH(QString, value);
    QFETCH(bool, taken);
    RequestHead head;
    QVERIFY(!acceptsGzip(head));
    head.fields.push_back({"accept-encoding", value.toStdString()});
    QCOMPARE(acceptsGzip(head), taken);
}

void TestCodings::answersAreCompressed() {
    RequestHead head;
    head.fields.push_back({"Accept-Encoding", "gzip"});
    Answer answer{200, {}, sample(5000)};
    compressFor(head, answer);
    QCOMPARE(*answer.field("Content-Encoding"), std::string_view("gzip"));
    QVERIFY(answer.body.size() < 2500);
    QCOMPARE(*decode("gzip", answer.body, kLimit), sample(5000));
    Answer small{200, {}, "short"};
    compressFor(head, small);
    QVERIFY(!small.field("Content-Encoding"));
    Answer unasked{200, {}, sample(5000)};
    compressFor({}, unasked);
    QVERIFY(!unasked.field("Content-Encoding"));
    QCOMPARE(*unasked.field("Vary"), std::string_view("Accept-Encoding"));
}

QTEST_GUILESS_MAIN(TestCodings)
#include "test_codings.moc"
