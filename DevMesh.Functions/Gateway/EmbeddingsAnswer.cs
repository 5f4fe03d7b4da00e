using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DevMesh.Functions.Gateway;

/// <summary>Reads and checks the answer of <c>/v1/embeddings</c>: what a broken server sends must never reach the store.</summary>
internal static class EmbeddingsAnswer
{
    /// <returns>Vectors of length 1, in the order of the texts.</returns>
    /// <exception cref="FormatException">It is not what was asked for; the message says in what, and fits after "the gateway".</exception>
    public static float[][] Read(ReadOnlyMemory<byte> json, int texts, int dimension)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement data = document.RootElement.GetProperty("data");
            if (data.GetArrayLength() != texts)
            {
                throw new FormatException($"answered {data.GetArrayLength()} vectors for {texts} texts");
            }

            var vectors = new float[texts][];
            foreach (JsonElement each in data.EnumerateArray())
            {
                int index = each.GetProperty("index").GetInt32();
                if (index < 0 || index >= texts || vectors[index] is not null)
                {
                    throw new FormatException($"answered vectors whose indexes are not 0 to {texts - 1}, each once");
                }

                vectors[index] = Unit(Vector(each.GetProperty("embedding")), dimension);
            }

            return vectors;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("did not answer with embeddings in the form of the OpenAI API", e);
        }
    }

    /// <summary>Reads the answer of <c>/api/embeddings</c>: one vector, of length 1.</summary>
    /// <exception cref="FormatException">As above.</exception>
    public static float[] ReadOne(ReadOnlyMemory<byte> json, int dimension)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Unit(Vector(document.RootElement.GetProperty("embedding")), dimension);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("did not answer with an embedding in the form of Ollama's API", e);
        }
    }

    private static float[] Vector(JsonElement embedding) => embedding.ValueKind == JsonValueKind.String
        ? MemoryMarshal.Cast<byte, float>(embedding.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : []).ToArray()
        : [.. embedding.EnumerateArray().Select(number => number.GetSingle())];

    private static float[] Unit(float[] vector, int dimension)
    {
        if (vector.Length != dimension)
        {
            throw new FormatException($"answered vectors of {vector.Length} numbers, EMBEDDING_DIM is {dimension}");
        }

        double length = Math.Sqrt(vector.Sum(number => (double)number * number));
        if (!double.IsFinite(length) || length < 1e-6)
        {
            throw new FormatException("answered a vector that is zero or not finite");
        }

        TensorPrimitives.Divide(vector, (float)length, vector);
        return vector;
    }
}
