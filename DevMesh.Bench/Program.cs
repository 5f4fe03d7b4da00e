using System.CommandLine;
using DevMesh.Bench.Backfill;
using DevMesh.Bench.Canon;
using DevMesh.Bench.Disk;
using DevMesh.Bench.Explain;
using DevMesh.Bench.Faults;
using DevMesh.Bench.Ingest;
using DevMesh.Bench.Quality;
using DevMesh.Bench.Search;
using DevMesh.Bench.Shipping;
using DevMesh.Bench.Shipping.Sink;
using DevMesh.Bench.Soak;
using DevMesh.Bench.Templates;
using DevMesh.Bench.Vectors;

namespace DevMesh.Bench;

/// <summary>The command line of the benchmarks.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        RootCommand root = new("Benchmarks of DevMesh, and the traffic they run on.")
        {
            IngestBench.Create(),
            SearchBench.Create(),
            DiskBench.Create(),
            QualityBench.Create(),
            ExplainBench.Create(),
            VectorsBench.Create(),
            CanonBench.Create(),
            TemplatesBench.Create(),
            BackfillBench.Create(),
            FaultsCommand.Create(),
            SoakCommand.Create(),
            SampleCommand.Create(),
            ShipperCommand.Create(),
            SinkCommand.Create(),
        };
        return root.Parse(args).InvokeAsync();
    }
}
