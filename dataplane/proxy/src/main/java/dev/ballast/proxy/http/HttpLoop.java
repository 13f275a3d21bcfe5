package dev.ballast.proxy.http;

import dev.ballast.proxy.budget.MemoryPressure;
import dev.ballast.proxy.budget.Shortage;
import dev.ballast.proxy.http2.Breach;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.Http2Limits;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.LivePlan;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.ProcessEvent;
import dev.ballast.proxy.tls.ApplicationProtocols;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Session;
import dev.ballast.proxy.upstream.MultiplexedPool;
import dev.ballast.proxy.upstream.UpstreamPool;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.route.RouteInput;
import dev.ballast.traffic.time.Randomness;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What the conversations of one event loop share. */
public final class HttpLoop {
    private static final int KEPT_HEADS = 64;

    private final Loop loop;
    private final LivePlan live;
    private final UpstreamPool pool;
    private final Counters<ProcessEvent> process;
    private final FlawMeter flaws;
    private final MemoryPressure memory;
    private final HttpLimits limits;
    private final Composer composer;
    private final Copies copies = new Copies(this);
    private final RequestRouteInput routeInput = new RequestRouteInput();
    private final ArrayDeque<ResponseHead> heads = new ArrayDeque<>();
    private final HeadRoom headRoom = new HeadRoom();
    private final ArrayDeque<HeaderList> lists = new ArrayDeque<>();
    private final ArrayDeque<Http2Request> requests = new ArrayDeque<>();
    private final ArrayDeque<HeaderList> answerLists = new ArrayDeque<>();
    private final byte[] frameRoom = new byte[Http2Limits.FRAME];
    private final MultiplexedPool streams;

    public HttpLoop(
            Loop loop,
            LivePlan live,
            UpstreamPool pool,
            Counters<ProcessEvent> process,
            FlawMeter flaws,
            MemoryPressure memory,
            HttpLimits limits) {
        this.loop = loop;
        this.live = live;
        this.pool = pool;
        this.process = process;
        this.flaws = flaws;
        this.memory = memory;
        this.limits = limits;
        this.composer = new Composer(loop.scratch());
        this.streams = new MultiplexedPool(loop, pool, new AnswerLists(), memory::idleMillis, frameRoom);
    }

    /** A client's connection begins to be served, by the protocol that it has agreed on. Answers the session to end it by. */
    public Session serve(Connection connection, ListenerPlan plan, Arrival arrival, Session.Ending ending) {
        ClientFacts facts = new ClientFacts(arrival);
        if (arrival.applicationProtocol().equals(ApplicationProtocols.HTTP_2)) {
            Http2Conversation conversation = new Http2Conversation(this, connection, plan, facts, ending);
            conversation.begin();
            return conversation;
        }
        Http1Conversation conversation = new Http1Conversation(this, connection, plan, facts, ending);
        conversation.begin();
        return conversation;
    }

    Loop loop() {
        return loop;
    }

    int index() {
        return loop.index();
    }

    Randomness randomness() {
        return Randomness.system();
    }

    LivePlan live() {
        return live;
    }

    UpstreamPool pool() {
        return pool;
    }

    /** Of endpoints that speak HTTP/2. */
    MultiplexedPool streams() {
        return streams;
    }

    /** Lets go of an endpoint that is gone. */
    public void drop(Endpoint endpoint) {
        pool.drop(endpoint);
        streams.drop(endpoint);
    }

    MemoryPressure memory() {
        return memory;
    }

    /** Whether connections are kept for another request. */
    boolean keepsConnections() {
        return !live.goingDown() && !memory.at(Shortage.NO_KEEP_ALIVE);
    }

    HttpLimits limits() {
        return limits;
    }

    Composer composer() {
        return composer.begin(loop.scratch());
    }

    /** The request as routes look at it, until the next one is asked for. */
    RouteInput routeInput(Request request) {
        return routeInput.of(request);
    }

    /** What is sent to somebody else, too. */
    Copies copies() {
        return copies;
    }

    /** The process ends, and with it what no client waits for. */
    public void closeCopies() {
        copies.close();
    }

    /** For large heads of requests. */
    HeadRoom headRoom() {
        return headRoom;
    }

    /** A head to read an answer into; given back by {@link #give} when nobody looks at it any more. */
    ResponseHead takeHead() {
        ResponseHead unused = heads.pollLast();
        return unused == null ? new ResponseHead() : unused;
    }

    void give(ResponseHead head) {
        head.clear();
        if (heads.size() < KEPT_HEADS) {
            heads.addLast(head);
        }
    }

    /** Room for a header list of so many octets; given back by {@link #give}. */
    HeaderList takeList(int octets) {
        HeaderList unused = lists.pollLast();
        HeaderList list = unused == null ? new HeaderList(octets, HeadLimits.REQUEST.fields()) : unused;
        list.mostOctets(octets);
        return list;
    }

    void give(HeaderList list) {
        list.clear();
        if (lists.size() < KEPT_HEADS) {
            lists.addLast(list);
        }
    }

    /** A list of an endpoint's is of no use any more. */
    void giveAnswer(HeaderList list) {
        list.clear();
        if (answerLists.size() < KEPT_HEADS) {
            answerLists.addLast(list);
        }
    }

    /** What connections to endpoints need. */
    private final class AnswerLists implements MultiplexedPool.Lists {
        @Override
        public HeaderList takeList() {
            HeaderList unused = answerLists.pollLast();
            return unused == null ? new HeaderList(HeadLimits.ANSWER.block(), HeadLimits.ANSWER.fields()) : unused;
        }

        @Override
        public void give(HeaderList list) {
            giveAnswer(list);
        }

        @Override
        public void breach(Breach what) {
            flaws.endpointBreach(loop.index(), what);
        }
    }

    Http2Request takeRequest() {
        Http2Request unused = requests.pollLast();
        return unused == null ? new Http2Request() : unused;
    }

    /** The list that the request was read from is given back with it. */
    void give(Http2Request request) {
        HeaderList list = request.clear();
        if (list != null) {
            give(list);
        }
        if (requests.size() < KEPT_HEADS) {
            requests.addLast(request);
        }
    }

    /** Room for one HTTP/2 frame, of whoever reads one now. */
    byte[] frameRoom() {
        return frameRoom;
    }

    /** A client has broken a rule of HTTP/2. */
    void breach(Breach breach) {
        flaws.breach(loop.index(), breach);
    }

    /** A client's request is refused. */
    void refused(Flaw flaw) {
        flaws.request(loop.index(), flaw);
    }

    /** A line for a request that did not become an exchange. */
    void logRefused(ListenerPlan plan, String protocol, ClientFacts client, Reply reply, Request head) {
        if (plan.journal().writesBlamed()) {
            plan.journal().log().add(RefusedHead.entry(plan, protocol, client, reply, head));
        }
    }

    /** An endpoint's answer is none. */
    void answerRefused(Flaw flaw) {
        flaws.answer(loop.index(), flaw);
    }

    /** Something happened in a state where it cannot happen. It is counted and otherwise overlooked: an event loop never stops for it. */
    void illegal() {
        process.count(loop.index(), ProcessEvent.ILLEGAL_TRANSITION);
    }
}
