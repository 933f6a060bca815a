using System.Collections.Concurrent;

namespace DataSharing.Functions.Tests.Azure.Blobs;

/// <summary>Stands between client and service, sees every request, and loses some.</summary>
public sealed class WireFaults
{
    private Func<HttpRequestMessage, bool> _loseAnswer = _ => false;
    private int _toLose;

    /// <summary>Method, query and scheme of the authorization of each request.</summary>
    public ConcurrentQueue<(string Method, string Query, string? Scheme)> Seen { get; } = new();

    /// <summary>While true nothing gets through.</summary>
    public bool IsDown { get; set; }

    /// <summary>Lets the next fitting request through and loses its answer.</summary>
    public void LoseAnswers(int times, Func<HttpRequestMessage, bool> of) => (_loseAnswer, _toLose) = (of, times);

    public HttpMessageHandler Wrap(HttpMessageHandler inner) => new Wire(this, inner);

    private sealed class Wire(WireFaults faults, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            faults.Seen.Enqueue((request.Method.Method, request.RequestUri!.Query, request.Headers.Authorization?.Scheme));
            if (faults.IsDown)
                throw new HttpRequestException("the wire is cut");
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            if (!faults._loseAnswer(request) || Interlocked.Decrement(ref faults._toLose) < 0)
                return answer;
            answer.Dispose();
            throw new HttpRequestException("the answer was lost");
        }
    }
}
