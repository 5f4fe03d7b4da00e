using System.Text;
using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Journal;

public sealed class FieldTableTests
{
    private static readonly FieldTable Table = new([.. FieldTable.DefaultShipped, "X", "_SYSTEMD_UNIT"]);

    public static TheoryData<string> Known =>
        [.. FieldTable.DefaultShipped, "X", "MESSAGE", "PRIORITY", "_SYSTEMD_UNIT", "_COMM", "__CURSOR", "__REALTIME_TIMESTAMP"];

    [Theory]
    [MemberData(nameof(Known))]
    public void A_field_is_found_by_its_name_and_at_the_start_of_its_data(string name)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(name);

        JournalField? byName = Table.Find(bytes);
        JournalField? byData = Table.FindPrefix([.. bytes, .. "=value"u8]);

        Assert.Equal(name, Entries.Text(byName!.Name));
        Assert.Same(byName, byData);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MESSAG")]
    [InlineData("MESSAGES")]
    [InlineData("message")]
    [InlineData("_HOSTNAME")]
    [InlineData("A_NAME_THAT_IS_LONGER_THAN_THE_SIXTY_FOUR_CHARACTERS_OF_JOURNALD_S_LIMIT")]
    public void A_name_that_is_none_of_them_is_not_found(string name)
    {
        Assert.Null(Table.Find(Encoding.ASCII.GetBytes(name)));
        Assert.Null(Table.FindPrefix(Encoding.ASCII.GetBytes(name + "=1")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("MESSAGE")]
    public void Data_without_a_whole_name_belongs_to_no_field(string data) =>
        Assert.Null(Table.FindPrefix(Encoding.ASCII.GetBytes(data)));

    [Fact]
    public void A_field_that_is_read_anyway_is_sent_along_only_when_asked_for()
    {
        Assert.True(Table.Find("_SYSTEMD_UNIT"u8)!.Shipped);
        Assert.False(Entries.Fields.Find("_SYSTEMD_UNIT"u8)!.Shipped);
        Assert.True(Entries.Fields.Find("SYSLOG_IDENTIFIER"u8)!.Shipped);
    }

    [Fact]
    public void Message_and_cursor_are_never_sent_twice()
    {
        FieldTable table = new(["MESSAGE", "__CURSOR"]);

        Assert.False(table.Find("MESSAGE"u8)!.Shipped);
        Assert.False(table.Find("__CURSOR"u8)!.Shipped);
    }

    [Fact]
    public void No_two_fields_share_an_index()
    {
        int[] indexes = [.. Known.Cast<object[]>().Select(row => Table.Find(Encoding.ASCII.GetBytes((string)row[0]))!.Index)];

        Assert.Equal(indexes.Length, indexes.Distinct().Count());
        Assert.All(indexes, index => Assert.InRange(index, 0, 63));
    }

    [Fact]
    public void More_fields_than_the_table_holds_are_an_error_that_says_how_many_it_does()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new FieldTable(Enumerable.Range(0, 60).Select(i => $"FIELD_{i}")));

        Assert.Contains("67 fields are too many; accepted: 64", error.Message, StringComparison.Ordinal);
    }
}
