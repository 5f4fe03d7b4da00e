using DevMesh.Bench.Running;

namespace DevMesh.Tests.Support;

/// <summary>Files of the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root => Checkout.Root;

    public static string File(string path) => Checkout.File(path);
}
