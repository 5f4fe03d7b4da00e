using System.Text;
using System.Text.Json;
using DevMesh.Shipper.Shipping;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class EntryCutterTests
{
    [Fact]
    public void Half_of_the_message_goes_and_the_rest_stays()
    {
        JsonElement cut = Halve(Entry(new string('x', 1000), "\"_PID\":\"7\""))!.Value;

        Assert.Equal(new string('x', 500), cut.GetProperty("message").GetString());
        Assert.Equal("""{"_PID":"7","message_bytes":1000}""", cut.GetProperty("fields").GetRawText());
        Assert.Equal(
            ("2026-01-01T00:00:00Z", "c1"), (cut.GetProperty("timestamp").GetString(), cut.GetProperty("cursor").GetString()));
    }

    [Fact]
    public void Cut_again_and_again_it_becomes_smaller_until_nothing_is_left_to_cut()
    {
        ReadOnlyMemory<byte> entry = Encoding.UTF8.GetBytes(Entry(string.Concat(Enumerable.Repeat("щ", 20_000)), ""));
        int before = int.MaxValue;
        while (EntryCutter.Halve(entry) is { } shorter)
        {
            Assert.InRange(shorter.Length, 1, before - 1);
            (entry, before) = (shorter, shorter.Length);
        }

        JsonElement last = JsonDocument.Parse(entry).RootElement;
        Assert.InRange(Encoding.UTF8.GetByteCount(last.GetProperty("message").GetString()!), 1, 64);
        Assert.Equal(40_000, last.GetProperty("fields").GetProperty("message_bytes").GetInt32());
    }

    [Fact]
    public void The_cut_of_a_message_beyond_ASCII_is_about_half_as_long()
    {
        string whole = Entry(string.Concat(Enumerable.Repeat("щ", 20_000)), "");

        Assert.InRange(EntryCutter.Halve(Encoding.UTF8.GetBytes(whole))!.Value.Length, 20_000, 20_400);
    }

    [Fact]
    public void The_length_that_an_earlier_cut_noted_stays() => Assert.Equal(
        """{"message_bytes":3000000}""",
        Halve(Entry(new string('x', 1000), "\"message_bytes\":3000000"))!.Value.GetProperty("fields").GetRawText());

    [Fact]
    public void The_bytes_of_a_message_that_is_not_UTF8_go_first_and_leave_their_number()
    {
        string base64 = Convert.ToBase64String(new byte[1000]);

        JsonElement cut = Halve(Entry("short", $"\"message_base64\":\"{base64}\""))!.Value;

        Assert.Equal("short", cut.GetProperty("message").GetString());
        Assert.Equal("""{"message_bytes":1000}""", cut.GetProperty("fields").GetRawText());
    }

    [Fact]
    public void A_short_message_cannot_be_cut() => Assert.Null(Halve(Entry(new string('x', 64), "\"_PID\":\"7\"")));

    private static string Entry(string message, string fields) =>
        $$"""{"timestamp":"2026-01-01T00:00:00Z","level":"info","message":"{{message}}","cursor":"c1","fields":{ {{fields}} } }""";

    private static JsonElement? Halve(string entry) =>
        EntryCutter.Halve(Encoding.UTF8.GetBytes(entry)) is { } cut ? JsonDocument.Parse(cut).RootElement : null;
}
