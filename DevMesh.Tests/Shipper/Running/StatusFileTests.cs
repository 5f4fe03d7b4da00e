using System.Text.Json;
using DevMesh.Shipper.Running;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Running;

public sealed class StatusFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_saved_is_loaded_again()
    {
        StatusFile file = new(_folder.Path);
        file.Save(Statuses.Usual);
        file.Save(Statuses.Troubled);

        Assert.Equal(JsonSerializer.Serialize(Statuses.Troubled), JsonSerializer.Serialize(file.Load()));
        Assert.Equal([file.Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Where_none_has_run_there_is_none()
    {
        Assert.Null(new StatusFile(_folder.Path).Load());
        Assert.Null(new StatusFile(_folder["missing"]).Load());
    }
}
