namespace DevMesh.Tests.Docker;

internal static class ImageName
{
    /// <summary>A tag, or a digest, and not the tag that everybody gets who names none.</summary>
    public static void AssertHasTag(string image)
    {
        string last = image.Split('/')[^1];
        Assert.Contains(':', last);
        Assert.DoesNotContain("latest", last, StringComparison.OrdinalIgnoreCase);
    }
}
