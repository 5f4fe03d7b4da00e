using Microsoft.Extensions.Logging;

namespace DevMesh.Domain.Search;

internal static partial class TemplateIndexUpdaterLog
{
    [LoggerMessage(300, LogLevel.Information, "Search holds {Templates} templates, {Embedded} with a vector of {Model}")]
    public static partial void Loaded(this ILogger<TemplateIndexUpdater> logger, int templates, int embedded, string? model);

    [LoggerMessage(301, LogLevel.Information, "Search compares with the vectors of {Model} from now on, {Embedded} templates")]
    public static partial void Switched(this ILogger<TemplateIndexUpdater> logger, string model, int embedded);

    [LoggerMessage(302, LogLevel.Error, "The vectors of {Model} could not be read; search goes on with those it has")]
    public static partial void SwitchFailed(this ILogger<TemplateIndexUpdater> logger, Exception exception, string model);
}
