using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Search;

internal static partial class TemplateRankerLog
{
    [LoggerMessage(310, LogLevel.Warning, "The query could not be embedded with {Model}, the answer is by words alone: {Reason}")]
    public static partial void ByWordsAlone(this ILogger<TemplateRanker> logger, string model, string reason);
}
