using System.Text.Json;
using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Journal;
using static DevMesh.Tests.Shipper.Filtering.TestEntries;

namespace DevMesh.Tests.Shipper.Filtering;

public sealed class FilterStateTests
{
    private static readonly FilterRules Rules = TestEntries.Rules(
        """
        rules:
          - {name: noise, action: drop, match: {message_prefix: noise}}
          - {name: few, action: rate_limit, limit: 3, window: 2s, by: service, match: {message_prefix: few}}
          - {name: other, action: rate_limit, limit: 5, window: 1m, match: {message_prefix: other}}
          - {name: some, action: sample, one_in: 3, match: {message_prefix: some}}
        """);

    [Fact]
    public void A_batch_that_is_made_again_from_a_copy_of_the_state_comes_out_the_same()
    {
        FilterState state = new();
        EntryFilter filter = new(Rules, state);
        for (int batch = 0; batch < 20; batch++)
        {
            FilterState atStart = state.Clone();
            List<Decision> first = Batch(filter, Traffic(batch));
            Assert.Equal(first, Batch(new EntryFilter(Rules, atStart), Traffic(batch)));
        }
    }

    [Fact]
    public void A_state_that_was_written_and_read_goes_on_like_the_one_it_was()
    {
        FilterState state = new();
        EntryFilter filter = new(Rules, state);
        Batch(filter, Traffic(0));
        FilterState read = FilterState.Read(Json(state));
        Assert.Equal(Batch(filter, Traffic(1)), Batch(new EntryFilter(Rules, read), Traffic(1)));
        Assert.NotEqual(
            Batch(new EntryFilter(Rules, FilterState.Read(Json(state))), Traffic(1)), Batch(new EntryFilter(Rules, new FilterState()), Traffic(1)));
    }

    [Fact]
    public void A_copy_does_not_change_with_its_original()
    {
        FilterState state = new();
        EntryFilter filter = new(Rules, state);
        FilterState copy = state.Clone();
        string before = Json(copy).GetRawText();
        Batch(filter, Traffic(0));
        Assert.Equal(before, Json(copy).GetRawText());
        Assert.NotEqual(before, Json(state).GetRawText());
    }

    [Fact]
    public void Rules_that_are_no_more_are_forgotten()
    {
        FilterState state = FilterState.Read(Parse("""{"gone":{"00":[1,2]},"noise":{"00":[1,2]},"few":{"0000000000000abc":[3,4]}}"""));
        _ = new EntryFilter(Rules, state);
        Assert.Equal("""{"few":{"0000000000000abc":[3,4]}}""", Json(state).GetRawText());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("""{"few":3}""")]
    [InlineData("""{"few":[1]}""")]
    [InlineData("""{"few":{"xyz":[1,2]}}""")]
    [InlineData("""{"few":{"00":1}}""")]
    [InlineData("""{"few":{"00":[1]}}""")]
    [InlineData("""{"few":{"00":["1",2]}}""")]
    [InlineData("""{"few":{"00":[-9223372036854775808,1]}}""")]
    [InlineData("""{"few":{"00":[1e99,1]}}""")]
    public void What_is_no_state_is_left_out(string json)
    {
        FilterState state = FilterState.Read(Parse(json));
        Assert.Equal("{}", Json(state).GetRawText());
        Assert.NotEmpty(Batch(new EntryFilter(Rules, state), Traffic(0)));
    }

    [Fact]
    public void The_state_read_is_bounded()
    {
        string windows = string.Join(',', Enumerable.Range(0, 5000).Select(each => $"\"{each:x}\":[1,1]"));
        JsonElement written = Json(FilterState.Read(Parse($"{{\"few\":{{{windows}}}}}")));
        Assert.Equal(RateWindows.Most, written.GetProperty("few").EnumerateObject().Count());
    }

    /// <summary>Entries of all kinds with repeats, the same for the same batch.</summary>
    private static IEnumerable<JournalEntry> Traffic(int batch)
    {
        Random dice = new(batch);
        string[] kinds = ["noise", "few", "few b", "other", "some", "plain"];
        for (int i = 0; i < 200; i++)
        {
            yield return Entry(
                $"{kinds[dice.Next(kinds.Length)]} {dice.Next(3)}", $"{dice.Next(4)}.service", "x", 6,
                Noon + (batch * 1_000_000L) + (i * 5_000L) - dice.Next(10_000), $"b={batch};i={i}");
        }
    }

    private static JsonElement Json(FilterState state)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            state.Write(writer);
        }

        return Parse(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
