namespace DevMesh.Bench.Traffic;

/// <summary>Words of letters only, another one for each number below 17,576, so that no rule takes them for a value.</summary>
internal static class PlainWord
{
    public static string Of(int number) =>
        string.Concat("Mr", (char)('a' + (number / 676 % 26)), (char)('a' + (number / 26 % 26)), (char)('a' + (number % 26)), "son");
}
