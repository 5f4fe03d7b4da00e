namespace DevMesh.Shipper;

internal static class Help
{
    public const string Text =
        """
        devmesh-shipper --stdin --node NAME --server URL [--state DIR] [--key-file FILE]
            sends entries from standard input, lines as `journalctl -o json --all` writes them

          --node NAME        the node's name: 1 to 64 of A-Z a-z 0-9 . _ -       (DEVMESH_NODE)
          --server URL       the DevMesh server, such as http://monitoring-vm:8000 (DEVMESH_SERVER)
          --state DIR        where dead letters are kept                         (DEVMESH_STATE)
          --key-file FILE    holds the API key                                   (DEVMESH_KEY_FILE)
          --batch-count N    most entries a request, 5000                        (DEVMESH_BATCH_COUNT)
          --batch-bytes N    most bytes of JSON a request, 2097152               (DEVMESH_BATCH_BYTES)
          --batch-age MS     how long an entry waits for others, 1000            (DEVMESH_BATCH_AGE)
          --in-flight N      requests at once, 1 or 2                            (DEVMESH_IN_FLIGHT)
        """;
}
