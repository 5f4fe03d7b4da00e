using System.Buffers;
using System.Text;
using DevMesh.Bench.Shipping.Journals;
using DevMesh.Bench.Traffic;
using DevMesh.Domain.Logs;

namespace DevMesh.Tests.Bench.Shipping;

public sealed class JournalTextTests
{
    private static readonly TrafficLog Service = new(
        new DateTime(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc), "teaching", "ssh.service", "sshd", 77, Level.Warning, "Größe 5",
        "c");

    [Fact]
    public void An_entry_of_a_service_has_the_fields_that_journald_adds()
    {
        string text = Encoding.UTF8.GetString(Write(Service));
        string[] names = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0])];

        Assert.InRange(names.Length, 24, 28);
        Assert.Equal(names.Distinct(), names);
        Assert.All(
            ["__REALTIME_TIMESTAMP=1795168800000000", "PRIORITY=4", "MESSAGE=Größe 5", "_SYSTEMD_UNIT=ssh.service", "_PID=77"],
            field => Assert.Contains(field + "\n", text));
        Assert.EndsWith("\n\n", text);
    }

    [Fact]
    public void An_entry_of_the_kernel_has_no_process()
    {
        TrafficLog kernel = Service with { Unit = null, Identifier = "kernel", Pid = null };
        Assert.DoesNotContain("_PID", Encoding.UTF8.GetString(Write(kernel)));
    }

    [Fact]
    public void A_message_of_two_lines_has_its_length_in_front()
    {
        byte[] text = Write(Service with { Message = "ä\nb" });
        byte[] field = [.. "MESSAGE\n"u8, 4, 0, 0, 0, 0, 0, 0, 0, .. "ä\nb\n"u8];
        Assert.True(text.AsSpan().IndexOf(field) > 0);
    }

    private static byte[] Write(TrafficLog log)
    {
        ArrayBufferWriter<byte> output = new();
        new JournalText("bench").Write(output, log);
        return output.WrittenSpan.ToArray();
    }
}
