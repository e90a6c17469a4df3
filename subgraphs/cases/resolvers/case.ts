/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Agency } from '../../../schema/shared-types.ts';
import {
  countResolverOf,
  PageArgs,
  parseKey,
  toListRequest,
  type DisclosedRow,
  toAgency,
} from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { CaseFilter, CaseOrder, parseCaseFilter } from '../inputs/filters.ts';
import { linkTo } from '../service/downloads.ts';
import * as service from '../service/records.ts';
import { ArchivingStep, CaseAnnotation, CheckReport, SealedPackage } from '../types/archiving.ts';
import { Case, CaseConnection } from '../types/case.ts';
import { CaseMaterial, CasePart, CaseStep, Licence, LicenceSnapshot, ServiceItem } from '../types/contents.ts';

const ORDER_FIELDS = {
  COMPLETED_ON: 'completedOn',
  ARCHIVE_DUE_ON: 'archiveDueOn',
  CASE_NUMBER: 'caseNumber',
} as const;

@Resolver(() => Case)
export class CaseResolver {
  @Query(() => Case, {
    nullable: true,
    description: 'One case by its key (按标识查办件). Null: unknown, or not for you to know.',
  })
  async case(
    @Arg('id', () => ID, { description: 'Key (标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.findCase(context, parseKey('id', id));
  }

  @Query(() => Case, {
    nullable: true,
    description: 'One case by its number (按办件编号查办件), for callers who may read the number.',
  })
  async caseByNumber(
    @Arg('number', () => String, { description: 'Case number (办件编号).' }) number: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.findCaseByNumber(context, number);
  }

  @Query(() => CaseConnection, { nullable: true, description: 'Cases that you may see (办件列表).' })
  async cases(
    @Arg('filter', () => CaseFilter, { nullable: true, description: 'Conditions (条件).' }) filter: CaseFilter | null,
    @Arg('orderBy', () => CaseOrder, { nullable: true, description: 'Order; by key unless given (排序).' })
    orderBy: CaseOrder | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.listCases(context, toListRequest({ filter: parseCaseFilter(filter), orderBy, page }, ORDER_FIELDS));
  }

  @FieldResolver(() => ServiceItem, { nullable: true })
  async item(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return typeof root['item'] === 'string' ? service.findItem(context, root['item']) : null;
  }

  @FieldResolver(() => Agency, { nullable: true })
  agency(@Root() root: DisclosedRow): unknown {
    return toAgency(root['agency']);
  }

  @FieldResolver(() => [CaseStep])
  async steps(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return service.stepRecords.many(context, 'caseId', root.id);
  }

  @FieldResolver(() => [CasePart])
  async parts(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return service.partRecords.many(context, 'caseId', root.id);
  }

  @FieldResolver(() => [CaseMaterial])
  async materials(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return service.materialRecords.many(context, 'caseId', root.id);
  }

  @FieldResolver(() => [ArchivingStep])
  async archiving(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return service.archivingRecords.many(context, 'caseId', root.id);
  }

  @FieldResolver(() => [CheckReport])
  async checkReports(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return service.reportRecords.many(context, 'caseId', root.id);
  }

  @FieldResolver(() => [SealedPackage])
  async packages(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return service.packageRecords.many(context, 'caseId', root.id);
  }

  @FieldResolver(() => [CaseAnnotation])
  async annotations(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return service.annotationRecords.many(context, 'caseId', root.id);
  }

  @FieldResolver(() => [LicenceSnapshot])
  async licences(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return service.snapshotRecords.many(context, 'caseId', root.id);
  }
}

@Resolver(() => CaseMaterial)
export class CaseMaterialResolver {
  @FieldResolver(() => Agency, { nullable: true })
  part(@Root() root: DisclosedRow): unknown {
    return toAgency(root['part']);
  }

  @FieldResolver(() => String, { nullable: true })
  downloadLink(@Root() root: DisclosedRow, @Ctx() context: Context): string | null {
    return linkTo(context, root);
  }
}

@Resolver(() => CasePart)
export class CasePartResolver {
  @FieldResolver(() => Agency, { nullable: true })
  agency(@Root() root: DisclosedRow): unknown {
    return toAgency(root['agency']);
  }
}

@Resolver(() => LicenceSnapshot)
export class LicenceSnapshotResolver {
  @FieldResolver(() => Agency, { nullable: true })
  issuer(@Root() root: DisclosedRow): unknown {
    return toAgency(root['issuer']);
  }

  @FieldResolver(() => Licence, { nullable: true })
  async licence(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return typeof root['licenceId'] === 'string' ? service.findLicenceLink(context, root['licenceId']) : null;
  }
}

@Resolver(() => CaseStep)
export class CaseStepResolver {
  @FieldResolver(() => Agency, { nullable: true })
  unit(@Root() root: DisclosedRow): unknown {
    return toAgency(root['unit']);
  }
}

@Resolver(() => SealedPackage)
export class SealedPackageResolver {
  @FieldResolver(() => Agency, { nullable: true })
  part(@Root() root: DisclosedRow): unknown {
    return toAgency(root['part']);
  }
}

export const CaseConnectionResolver = countResolverOf(CaseConnection);
