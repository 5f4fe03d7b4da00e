namespace DevMesh.Bench.Running;

/// <summary>Files of the checkout that this was built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "DevMesh.Functions.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("this does not run inside a checkout");
    }
}
