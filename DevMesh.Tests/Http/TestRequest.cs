using Microsoft.AspNetCore.Http;

namespace DevMesh.Tests.Http;

/// <summary>Requests without a server.</summary>
internal static class TestRequest
{
    /// <param name="query">As in a URL, with or without its question mark.</param>
    public static HttpRequest WithQuery(string query)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.QueryString = query.Length == 0 || query[0] == '?' ? new QueryString(query) : new QueryString("?" + query);
        return request;
    }
}
