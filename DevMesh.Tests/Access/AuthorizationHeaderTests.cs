using DevMesh.Domain.Access;
using DevMesh.Functions.Access;
using Microsoft.Extensions.Primitives;

namespace DevMesh.Tests.Access;

public sealed class AuthorizationHeaderTests
{
    private static readonly string Key = ApiKey.Create().Text();

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("BEARER   {0}")]
    [InlineData("  Bearer {0} ")]
    public void One_header_with_the_scheme_in_any_case_is_read(string header)
    {
        Assert.True(AuthorizationHeader.TryRead(With(header), out ApiKey? key, out string? problem), problem);
        Assert.Equal(Key, key.Text());
    }

    [Theory]
    [InlineData("is missing")]
    [InlineData("is missing", "")]
    [InlineData("is missing", "  ")]
    [InlineData("is given 2 times", "Bearer {0}", "Bearer {0}")]
    [InlineData("is given 2 times", "Bearer {0}", "")]
    [InlineData("does not begin with the scheme Bearer", "{0}")]
    [InlineData("does not begin with the scheme Bearer", "Basic {0}")]
    [InlineData("does not begin with the scheme Bearer", "Bearer: {0}")]
    [InlineData("does not begin with the scheme Bearer", "Bearer\t{0}")]
    [InlineData("holds no key of DevMesh", "Bearer")]
    [InlineData("holds no key of DevMesh", "Bearer {0},")]
    [InlineData("holds no key of DevMesh", "Bearer {0} {0}")]
    [InlineData("holds no key of DevMesh", "Bearer hunter2")]
    [InlineData("holds no key of DevMesh", "Bearer \"{0}\"")]
    [InlineData("has 1007 characters", "Bearer *")]
    public void Anything_else_is_told_without_what_was_sent(string told, params string[] headers)
    {
        Assert.False(AuthorizationHeader.TryRead(With(headers), out ApiKey? key, out string? problem));
        Assert.Null(key);
        Assert.Equal(told, problem);
    }

    private static StringValues With(params string[] headers) => new(Array.ConvertAll(headers, each => each
        .Replace("{0}", Key, StringComparison.Ordinal).Replace("*", new string('x', 1000), StringComparison.Ordinal)));
}
