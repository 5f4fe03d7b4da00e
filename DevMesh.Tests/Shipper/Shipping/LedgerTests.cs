using DevMesh.Shipper.Filtering;
using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Shipping;

/// <summary>A crash is what a new ledger finds on disk.</summary>
public sealed class LedgerTests : IDisposable
{
    private static readonly FilterRules RulesA = Batches.Rules("collapse_repeats: true\nrules: []\n");
    private static readonly FilterRules RulesB = Batches.Rules("collapse_repeats: false\nrules: []\n");

    private readonly TemporaryFolder _folder = new();
    private readonly Batch _one = Batches.Of(["1", "2"], 1, RulesA);
    private readonly Batch _two = Batches.Of(["3", "4"], 3, RulesA);
    private readonly Batch _three = Batches.Of(["5", "6"], 5, RulesB);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_batch_is_on_disk_as_pending_before_it_is_sent()
    {
        Ledger ledger = Open();

        ledger.Begin(_one);
        Assert.Equal([Batches.Noted(_one)], OnDisk.Pending);
        Assert.Null(OnDisk.Cursor);

        ledger.Begin(_two);
        Assert.Equal([Batches.Noted(_one), Batches.Noted(_two)], OnDisk.Pending);
    }

    [Fact]
    public void The_cursor_moves_over_a_completed_batch_and_is_on_disk_with_the_next_note_at_the_latest()
    {
        Ledger ledger = Open();
        ledger.Begin(_one);
        ledger.Begin(_two);

        ledger.Complete(_one);
        Assert.Equal("c2", ledger.Position.Cursor);
        Assert.Equal([Batches.Noted(_one), Batches.Noted(_two)], OnDisk.Pending); // a crash here sends the first once more

        ledger.Begin(_three);
        Assert.Equal("c2", OnDisk.Cursor);
        Assert.Equal([Batches.Noted(_two), Batches.Noted(_three)], OnDisk.Pending);

        ledger.Complete(_two);
        ledger.Complete(_three);
        ledger.SaveIfDirty();
        Assert.Equal("c6", OnDisk.Cursor);
        Assert.Equal(_three.LastMicros, OnDisk.LoggedAt);
        Assert.Empty(OnDisk.Pending);
    }

    [Fact]
    public void After_a_crash_the_batches_that_are_made_again_stay_noted_until_they_are_completed()
    {
        Ledger before = Open();
        before.Begin(_one);
        before.Begin(_two);

        Ledger after = Open();
        after.Begin(_one);
        Assert.Equal([Batches.Noted(_one), Batches.Noted(_two)], OnDisk.Pending);
        after.Complete(_one);
        after.Begin(_two);
        Assert.Equal(("c2", _two.FirstCursor), (after.Position.Cursor, Assert.Single(after.Position.Pending).First));
        after.Complete(_two);
        after.Begin(_three);

        Assert.Equal("c4", OnDisk.Cursor);
        Assert.Equal([Batches.Noted(_three)], OnDisk.Pending);
    }

    [Fact]
    public void A_second_crash_while_batches_are_made_again_finds_all_of_them()
    {
        Ledger first = Open();
        first.Begin(_one);
        first.Begin(_two);
        Ledger second = Open();
        second.Begin(_one);

        Assert.Equal([Batches.Noted(_one), Batches.Noted(_two)], Open().Position.Pending);
    }

    [Fact]
    public void A_pending_batch_that_comes_out_otherwise_replaces_its_note()
    {
        Ledger before = Open();
        before.Begin(_one);
        before.Begin(_two);
        Batch shorter = Batches.Of(["1"], 1, RulesA);

        Open().Begin(shorter);

        Assert.Equal([Batches.Noted(shorter)], OnDisk.Pending);
    }

    [Fact]
    public void Of_pending_batches_whose_start_the_vacuum_took_the_later_ones_stay_noted()
    {
        Ledger before = Open();
        before.Begin(_one);
        before.Begin(_two);
        before.Begin(_three);
        Batch rest = Batches.Of(["4"], 4, RulesA); // the second batch without its first entry; the first is gone as a whole

        Ledger after = Open();
        after.Begin(rest);

        Assert.Equal([Batches.Noted(rest), Batches.Noted(_three)], OnDisk.Pending);
        after.Begin(_three);
        after.Complete(rest);
        after.Complete(_three);
        Assert.Equal(("c6", 0), (after.Position.Cursor, after.Position.Pending.Count));
    }

    [Fact]
    public void Rules_are_kept_as_long_as_a_pending_batch_names_them()
    {
        Ledger ledger = Open();
        ledger.Begin(_one);
        ledger.Begin(_two);
        ledger.Begin(_three);
        Assert.Equal((RulesA.Text, RulesB.Text), (File().FindRules(RulesA.Hash), File().FindRules(RulesB.Hash)));

        ledger.Complete(_one);
        ledger.Complete(_two);
        ledger.Complete(_three);
        Batch four = Batches.Of(["7"], 7, RulesA);
        ledger.Begin(four);

        Assert.Equal(RulesA.Text, File().FindRules(RulesA.Hash));
        Assert.Null(File().FindRules(RulesB.Hash));
    }

    [Fact]
    public void Rules_are_there_whenever_a_note_on_disk_names_them()
    {
        Ledger ledger = Open();
        foreach (Batch batch in (Batch[])[_one, _two, _three])
        {
            ledger.Begin(batch);
            Assert.All(OnDisk.Pending, pending => Assert.NotNull(File().FindRules(pending.Rules)));
        }

        Ledger restarted = Open();
        restarted.Begin(_one);
        Assert.All(OnDisk.Pending, pending => Assert.NotNull(File().FindRules(pending.Rules)));
    }

    [Fact]
    public void Before_the_first_batch_arrives_the_lag_counts_from_its_first_entry()
    {
        Ledger ledger = Open();
        Assert.Equal(0, ledger.Position.LoggedAt);

        ledger.Begin(_one);
        ledger.Begin(_two);

        Assert.Equal(_one.FirstMicros, ledger.Position.LoggedAt);
    }

    [Fact]
    public void Where_the_first_start_begins_is_on_disk_before_anything_is_read()
    {
        Ledger ledger = Open();

        ledger.StartBehind("c0");
        Assert.Equal(("c0", 0L), (OnDisk.Cursor, OnDisk.LoggedAt));

        ledger.Begin(_one);
        Assert.Equal(("c0", _one.FirstMicros), (OnDisk.Cursor, OnDisk.LoggedAt));
    }

    [Fact]
    public void Gaps_are_kept_the_latest_twenty()
    {
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Ledger ledger = Open();
        for (int i = 0; i < 25; i++)
        {
            ledger.AddGap(start.AddHours(i), start.AddHours(i + 1));
        }

        ledger.SaveIfDirty();

        Assert.Equal(20, OnDisk.Gaps.Count);
        Assert.Equal(start.AddHours(5), OnDisk.Gaps[0].Since);
        Assert.Equal(start.AddHours(25), Open().Position.Gaps[^1].Until);
    }

    [Fact]
    public void A_gap_that_is_found_again_after_a_crash_is_one_gap()
    {
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Ledger before = Open();
        before.AddGap(start, start.AddHours(1));
        before.SaveIfDirty();

        Ledger after = Open();
        after.AddGap(start, start.AddHours(1));

        Assert.Single(after.Position.Gaps);
    }

    [Fact]
    public void Rate_limits_go_with_the_cursor()
    {
        FilterRules rules = Batches.Rules(
            "rules: [{ name: r, action: rate_limit, limit: 5, window: 1m, match: { service: app.service } }]\n");
        Batch batch = Batches.Of(["1", "2"], 1, rules);
        Ledger ledger = Open();
        ledger.Begin(batch);
        Assert.Null(OnDisk.RateLimits);

        ledger.Complete(batch);
        ledger.SaveIfDirty();

        Assert.True(OnDisk.RateLimits!.Value.TryGetProperty("r", out _));
    }

    [Fact]
    public void Without_a_file_nothing_is_kept_and_all_the_rest_works()
    {
        Ledger ledger = new(null, new Position());
        ledger.Begin(_one);
        ledger.Complete(_one);
        ledger.SaveIfDirty();

        Assert.Equal("c2", ledger.Position.Cursor);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private Position OnDisk => File().Load()!;

    private PositionFile File() => new(_folder.Path);

    private Ledger Open() => new(File(), File().Load() ?? new Position());
}
