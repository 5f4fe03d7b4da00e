using DevMesh.Shipper.Journal;

namespace DevMesh.Tests.Shipper.Journal;

public sealed class OwnUnitTests
{
    [Theory]
    [InlineData("devmesh-shipper.service", true)]
    [InlineData("my-shipper.service", true)]
    [InlineData("my-shipper.service2", false)]
    [InlineData("nginx.service", false)]
    [InlineData("", false)]
    public void The_installed_unit_and_the_one_it_runs_in_are_its_own(string unit, bool own)
    {
        OwnUnit units = new("12:pids:/\n0::/system.slice/my-shipper.service\n");

        Assert.Equal(own, units.Wrote(Entries.Make(("_SYSTEMD_UNIT", unit))));
    }

    [Fact]
    public void What_systemd_says_about_the_unit_is_not_its_own()
    {
        JournalEntry entry = Entries.Make(("_SYSTEMD_UNIT", "init.scope"), ("UNIT", "devmesh-shipper.service"));

        Assert.False(new OwnUnit("").Wrote(entry));
    }

    [Fact]
    public void In_a_session_of_a_user_no_other_unit_is_its_own()
    {
        OwnUnit units = OwnUnit.Find(underSystemd: false);

        Assert.True(units.Wrote(Entries.Make(("_SYSTEMD_UNIT", "devmesh-shipper.service"))));
        Assert.False(units.Wrote(Entries.Make(("_SYSTEMD_UNIT", "session-1.scope"))));
        Assert.False(units.Wrote(Entries.Make(("SYSLOG_IDENTIFIER", "devmesh-shipper.service"))));
    }
}
